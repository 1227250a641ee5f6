/** Finds what the ids of a path stand for, before anything else of a request is judged. */
import { findAgent } from '../../lib/agents/index.ts';
import { findArtifact } from '../../lib/artifacts/index.ts';
import { findReview } from '../../lib/audit/index.ts';
import { findCheckpoint } from '../../lib/checkpoints/index.ts';
import { notFound } from '../../lib/errors.ts';
import { type Actor, actorOf, findMember, type Principal } from '../../lib/identity/index.ts';
import type { Table } from '../../lib/platform/index.ts';
import { findSession } from '../../lib/sessions/index.ts';
import { findAsset, findBlock, findDocument, findHead } from '../../lib/substrate/index.ts';
import type { Route } from '../api/route.ts';
import { type ParametersOf, type PathParameterName, pathParameters } from './path-parameters.ts';

/** Where a finder looks: the ids before its own are known to exist, each within the one before it. */
export interface Place {
  readonly table: Table;
  /** The path's id of that name. @throws Error for a path without it, which is a mistake in the route table. */
  id(name: PathParameterName): string;
}

type Find<T> = (place: Place, id: string) => Promise<T | undefined>;
/** Under which name among `located` a handler gets what the finder found. */
const finder = <const Noun extends string, T>(noun: Noun, find: Find<T>) => ({ noun, find });

/** How each id of a path is looked up. Ids without a finder are judged by the handler. */
export const finders = {
  projectId: finder('project', ({ table, id }, projectId) => findHead(table, id('workspaceId'), projectId)),
  blockId: finder('block', ({ table, id }, blockId) => findBlock(table, id('workspaceId'), id('projectId'), blockId)),
  documentId: finder('document', ({ table, id }, documentId) =>
    findDocument(table, id('workspaceId'), id('projectId'), documentId),
  ),
  assetId: finder('asset', ({ table, id }, assetId) => findAsset(table, id('workspaceId'), id('projectId'), assetId)),
  agentId: finder('agent', ({ table, id }, agentId) => findAgent(table, id('workspaceId'), id('projectId'), agentId)),
  sessionId: finder('session', ({ table, id }, sessionId) =>
    findSession(table, id('workspaceId'), id('projectId'), sessionId),
  ),
  artifactId: finder('artifact', ({ table, id }, artifactId) =>
    findArtifact(table, id('workspaceId'), id('sessionId'), artifactId),
  ),
  checkpointId: finder('checkpoint', ({ table, id }, checkpointId) =>
    findCheckpoint(table, id('workspaceId'), id('sessionId'), checkpointId),
  ),
  reviewId: finder('review', async ({ table, id }, reviewId) => {
    const review = await findReview(table, id('workspaceId'), reviewId);
    return review?.projectId === id('projectId') ? review : undefined;
  }),
} as const;

type Finders = typeof finders;
/** `located` of a path: what each of its ids stands for. */
export type LocatedOf<Path extends string> = {
  readonly [N in ParametersOf<Path> & keyof Finders as Finders[N]['noun']]: NonNullable<
    Awaited<ReturnType<Finders[N]['find']>>
  >;
};

/** What a path stands for, as far as the ids in it go. */
export interface Location {
  readonly params: Readonly<Record<string, string>>;
  readonly actor: Actor | undefined;
  readonly located: Readonly<Record<string, unknown>>;
}

/**
 * Absent, foreign and misspelt ids get one answer, so that nobody learns what others have (G17).
 * @throws CountersignError `not_found`
 */
export async function locate(
  table: Table,
  route: Pick<Route, 'path'>,
  given: { readonly params: Readonly<Record<string, string>>; readonly principal: Principal },
): Promise<Location> {
  const { params, principal } = given;
  for (const [name, value] of Object.entries(params)) {
    if (!isPathParameter(name) || !pathParameters[name].safeParse(value).success) throw notFound();
  }
  const actor = params.workspaceId === undefined ? undefined : await memberOf(table, params.workspaceId, principal);
  return { params, actor, located: await findAll(placeOf(table, params), route.path) };
}

async function memberOf(table: Table, workspaceId: string, principal: Principal): Promise<Actor> {
  const member = await findMember(table, workspaceId, principal.principalId);
  if (member === undefined) throw notFound();
  return actorOf(member, principal);
}

async function findAll(place: Place, path: string): Promise<Record<string, unknown>> {
  const located: Record<string, unknown> = {};
  for (const [name, { noun, find }] of findersOf(path)) {
    const found = await find(place, place.id(name));
    if (found === undefined) throw notFound();
    located[noun] = found;
  }
  return located;
}

const placeOf = (table: Table, params: Readonly<Record<string, string>>): Place => ({
  table,
  id(name) {
    const id = params[name];
    if (id === undefined) throw new Error(`the path has no ${name}`);
    return id;
  },
});

type NamedFinder = readonly [PathParameterName, { readonly noun: string; readonly find: Find<unknown> }];
const findersByPath = new Map<string, readonly NamedFinder[]>();

/** In the order of the path: a session is looked for in the project before it. */
function findersOf(path: string): readonly NamedFinder[] {
  const known = findersByPath.get(path);
  if (known !== undefined) return known;
  const all: ReadonlyMap<string, NamedFinder[1]> = new Map(Object.entries(finders));
  const found = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]): NamedFinder[] => {
    const finder = name === undefined ? undefined : all.get(name);
    return finder === undefined || name === undefined || !isPathParameter(name) ? [] : [[name, finder]];
  });
  findersByPath.set(path, found);
  return found;
}

const isPathParameter = (name: string): name is PathParameterName => Object.hasOwn(pathParameters, name);
