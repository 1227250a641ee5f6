/** What lies before the agent while its calls of one turn are carried out, and what they have come to so far. */
import {
  type ArtifactRevision,
  allArtifacts,
  isWithAgent,
  maxArtifactsPerSession,
  type ReviewOutcome,
  reviewOutcomes,
} from '../artifacts/index.ts';
import type { Blobs, Table } from '../platform/index.ts';
import type { CheckpointRequest, Session } from '../sessions/index.ts';
import type { Bundle } from '../staging/index.ts';

export interface DeskPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

export interface Desk {
  readonly session: Session;
  readonly bundle: Bundle;
  readonly turn: number;
  readonly startedAtMs: number;
  readonly blocks: ReadonlyMap<string, Bundle['contents']['blocks'][number]>;
  readonly knownIds: ReadonlySet<string>;
  /** the session's artifacts as they stand, with what this turn has made of them */
  readonly artifacts: Map<string, ArtifactRevision>;
  /** what this turn wrote, by artifact */
  readonly written: Map<string, ArtifactRevision>;
  readonly reviews: readonly ReviewOutcome[];
  request: CheckpointRequest | undefined;
  isFinished: boolean;
}

/** @param willPropose whether the turn touches artifacts: else those of former turns are not read */
export async function openDesk(
  { table }: DeskPorts,
  work: { readonly session: Session; readonly bundle: Bundle; readonly turn: number; readonly startedAtMs: number },
  willPropose: boolean,
): Promise<Desk> {
  const { session, bundle } = work;
  const hasFormer = willPropose && session.artifactsCount > 0;
  const [artifacts, reviews] = hasFormer
    ? await Promise.all([
        allArtifacts(table, session.workspaceId, session.id),
        reviewOutcomes(table, session.workspaceId, session.id),
      ])
    : [[], []];
  const { blocks, documents, assets } = bundle.contents;
  return {
    ...work,
    blocks: new Map(blocks.map((block) => [block.id, block])),
    knownIds: new Set([...blocks, ...documents, ...assets].map(({ id }) => id)),
    artifacts: new Map(artifacts.map((artifact) => [artifact.id, artifact])),
    written: new Map(),
    reviews,
    request: undefined,
    isFinished: false,
  };
}

/** Lays a revision on the desk; an artifact that is revised twice in a turn keeps the later content. */
export function layDown(desk: Desk, revision: ArtifactRevision): void {
  desk.artifacts.set(revision.id, revision);
  desk.written.set(revision.id, revision);
}

export const isFull = (desk: Desk): boolean => desk.artifacts.size >= maxArtifactsPerSession;

/** The artifact that a call may revise, or why it may not. */
export function revisable(
  desk: Desk,
  id: string,
  artifactType: ArtifactRevision['artifactType'],
): ArtifactRevision | { readonly refused: string } {
  const former = desk.artifacts.get(id);
  if (former === undefined) return { refused: `There is no artifact ${id} of yours to revise.` };
  if (former.artifactType !== artifactType)
    return { refused: `${id} is a ${former.artifactType}; a revision is made with the same tool.` };
  if (!isWithAgent(id, desk.reviews))
    return { refused: `${id} was decided, or kept as it is, by a reviewer and can not be revised.` };
  return former;
}

/** How many artifacts the turn adds. */
export const countNew = (desk: Desk): number =>
  [...desk.written.values()].filter(({ turn, revision }) => revision === 1 && turn === desk.turn).length;
