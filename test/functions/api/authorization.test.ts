/** Every operation × every kind of caller × own, foreign and absent: generated from the route table (reliability T5). */
import type { Route } from '../../../functions/api/route.ts';
import { routes } from '../../../functions/api/routes.ts';
import { isAllowed, type PrincipalKind, type Role } from '../../../lib/identity/index.ts';
import { askUntil } from '../../support/ask-until.ts';
import { linkIn } from '../../support/console-work.ts';
import { type Answered, startTestHost, type TestHost } from '../../support/embedded-host.ts';

const callers: Readonly<Record<string, { readonly role: Role; readonly kind: PrincipalKind }>> = {
  owner: { role: 'owner', kind: 'person' },
  admin: { role: 'admin', kind: 'person' },
  reviewer: { role: 'reviewer', kind: 'person' },
  contributor: { role: 'contributor', kind: 'person' },
  viewer: { role: 'viewer', kind: 'person' },
  agent: { role: 'contributor', kind: 'agent' },
  'owning-agent': { role: 'owner', kind: 'agent' },
  program: { role: 'admin', kind: 'service' },
};
/** Names in a path → ids, as the caller would write them. */
type Ids = Readonly<Record<string, string>>;
const nobody = 'nobody-here';
const absentId = (id: string): string => `${id.slice(0, 4)}01ARZ3NDEKTSV4RRFFQ69G5FAV`;

let host: TestHost;
let own: Ids;
/** The outsider's own workspace, in which they are the owner. */
let theirs: Ids;
/** What somebody was mailed, without `/a/`. */
let linkToken: string;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
  const [membership] = (await host.ask('owner', 'GET /v1/me')).body.memberships;
  const W = `/v1/workspaces/${membership.workspaceId}`;
  await host.ask('owner', `PUT ${W}/members/owning-agent`, { body: { role: 'owner', kind: 'agent' } });
  await host.ask('owner', `PUT ${W}/members/program`, { body: { role: 'admin', kind: 'service' } });
  own = { workspaceId: membership.workspaceId, principalId: nobody, ...(await idsIn(W)) };
  theirs = await elsewhere();
  const checkpointId = own.checkpointId ?? '';
  linkToken = (await askUntil('the mail', () => linkIn(host, W, checkpointId, 'reviewer'))).slice('/a/'.length);
}, 60_000);
afterAll(() => host.stop());

/** One of everything in the example; its session's checkpoint is waited for. */
async function idsIn(W: string): Promise<Ids> {
  const first = async (list: string): Promise<string> => {
    for (;;) {
      const [item] = (await host.ask('owner', `GET ${list}?limit=1`)).body.items;
      if (item !== undefined) return item.id;
      await host.platform.clock.sleep(20);
    }
  };
  const projectId = await first(`${W}/projects`);
  const P = `${W}/projects/${projectId}`;
  const sessionId = await first(`${P}/work-sessions`);
  const S = `${P}/work-sessions/${sessionId}`;
  const checkpointId = await first(`${S}/checkpoints`);
  const block = await first(`${P}/blocks`);
  const created = await host.ask('owner', `POST ${P}/blocks/${block}/lock`);
  const versions = (await host.ask('owner', `GET ${P}/blocks/${block}/versions`)).body.items;
  expect(created.status).toBe(200);
  const file = { fileName: 'a.txt', contentType: 'text/plain', contentBase64: 'YQ==', type: 'note' };
  const added = { ...file, agentType: 'research', permanence: 'permanent' };
  return {
    projectId,
    sessionId,
    checkpointId,
    blockId: block,
    documentId: await first(`${P}/documents`),
    assetId: (await host.ask('owner', `POST ${P}/assets`, { body: added })).body.id,
    agentId: await first(`${P}/agents`),
    artifactId: await first(`${S}/artifacts`),
    reviewId: versions[0].reviewId,
    bundleId: (await host.ask('owner', `GET ${S}`)).body.bundleId,
  };
}

/** Another workspace with a project and a session in it. */
async function elsewhere(): Promise<Ids> {
  const make = async (path: string, body: object): Promise<string> =>
    (await host.ask('outsider', `POST ${path}`, { body })).body.id;
  const workspaceId = await make('/v1/workspaces', { name: 'Elsewhere' });
  const projectId = await make(`/v1/workspaces/${workspaceId}/projects`, { name: 'Theirs' });
  const P = `/v1/workspaces/${workspaceId}/projects/${projectId}`;
  await make(`${P}/agents`, { name: 'Theirs', type: 'research' });
  const task = { taskIntent: 'Theirs', taskType: 'research', agentType: 'research' };
  return { workspaceId, projectId, sessionId: await make(`${P}/work-sessions`, task) };
}

/** Nobody by that id, and a proposal without a file: what is asked for is rightly not there. */
const mayHoldNothing = ['deleteMember', 'getArtifactFile'];
const inWorkspaces = Object.entries<Route>(routes).filter(([, { path }]) => path.includes('{workspaceId}'));
const pathOf = (route: Route, ids: Ids): string =>
  route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
/** Sends no readable body, so that whoever is let in changes nothing: their answer is 400, or what a GET gives. */
const knock = (person: string | undefined, route: Route, ids: Ids): Promise<Answered> =>
  host.ask(person, `${route.method} ${pathOf(route, ids)}`, route.body === undefined ? {} : { body: '{' });
const sameButId = ({ body }: Answered) => ({ ...body, requestId: '' });

describe.each(inWorkspaces)('%s', (name, route) => {
  it('is 401 without a token', async () => {
    expect((await knock(undefined, route, own)).status).toBe(401);
  });

  it('T6 is 401 with the token of a mailed link, which is a key to nothing else', async () => {
    const request = `${route.method} ${pathOf(route, own)}`;
    const body = route.body === undefined ? {} : { body: '{' };
    const tries = [
      { authorization: `Bearer ${linkToken}` },
      { cookie: `session=${linkToken}; __Host-session=${linkToken}` },
    ];
    for (const headers of tries) expect((await host.ask(undefined, request, { ...body, headers })).status).toBe(401);
  });

  it.each(Object.entries(callers))('judges %s by role and kind', async (person, { role, kind }) => {
    const { operation } = route;
    const allowed = operation !== 'public' && operation !== 'principal' && isAllowed(operation, role, kind);
    const { status } = await knock(person, route, own);
    if (!allowed) expect(status).toBe(403);
    else if (route.body !== undefined) expect(status).toBe(400);
    else expect(mayHoldNothing.includes(name) ? [404] : [200, 201, 303]).toContain(status);
  });

  it('G6 is not open to an agent when it decides or manages, whatever its role', async () => {
    const decides = /decide|manage|edit|import|create|start|cancel|comment/.test(route.operation);
    const { status } = await knock('owning-agent', route, own);
    if (decides) expect(status).toBe(403);
    else expect(status).not.toBe(500);
  });

  it('G17 is the same 404 to strangers, for what exists and for what does not', async () => {
    const foreign = await knock('outsider', route, own);
    const absent = await knock('outsider', route, { ...own, workspaceId: absentId('wsp_') });
    expect(foreign.status).toBe(404);
    expect(sameButId(foreign)).toEqual(sameButId(absent));
  });

  it('G17 is the same 404 to the owner of another workspace, for ids of ours and for none, at every step of the path', async () => {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const [depth, id] of names.entries()) {
      if (id === 'principalId') continue;
      // Everything before it is theirs, as far as they have it; it and what follows are ours, or nowhere.
      const before = Object.fromEntries(
        names.slice(0, depth).flatMap((name) => (theirs[name] ? [[name, theirs[name]]] : [])),
      );
      const foreign = await knock('outsider', route, { ...own, ...before });
      const absent = await knock('outsider', route, { ...own, ...before, [id]: absentId(own[id] ?? '') });
      expect([id, foreign.status]).toEqual([id, 404]);
      expect(sameButId(foreign)).toEqual(sameButId(absent));
    }
  });

  it('is 404 to its own people for every id that is absent, before anything else is judged', async () => {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const id of names.filter((known) => known !== 'principalId')) {
      const ids = { ...own, [id]: absentId(own[id] ?? '') };
      for (const person of id === 'bundleId' ? ['owner'] : ['owner', 'viewer', 'agent']) {
        expect([id, person, (await knock(person, route, ids)).status]).toEqual([id, person, 404]);
      }
    }
  });
});

describe('what is not yours and what is not there', () => {
  const lookups = 150;
  /** By so much the slower may be slower. */
  const tolerance = 1.2;
  /** On a machine that does other things too. */
  const maxTries = 5;
  const medianOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

  it.each([
    ['GET', 'getBlock'],
    ['POST', 'approveCheckpoint'],
  ] as const)('T5 take the same time to be refused by %s', async (_, name) => {
    const route: Route = routes[name];
    const timed = async (ids: Ids): Promise<number> => {
      const startedAt = performance.now();
      await knock('outsider', route, ids);
      return performance.now() - startedAt;
    };
    const ratios: number[] = [];
    while (ratios.length < maxTries && !ratios.some((ratio) => ratio <= tolerance)) {
      const times: readonly [number[], number[]] = [[], []];
      for (let lookup = 0; lookup < lookups; lookup += 1) {
        times[0].push(await timed(own));
        times[1].push(await timed({ ...own, workspaceId: absentId('wsp_') }));
      }
      const [foreign, absent] = times.map(medianOf);
      ratios.push(Math.max(foreign ?? 0, absent ?? 0) / Math.min(foreign ?? 0, absent ?? 0));
    }
    expect(Math.min(...ratios)).toBeLessThanOrEqual(tolerance);
  });
});
