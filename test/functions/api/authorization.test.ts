/** Every operation × every kind of caller × own, foreign and absent: generated from the route table (reliability T5). */
import type { Route } from '../../../functions/api/route.ts';
import { routes } from '../../../functions/api/routes.ts';
import { isAllowed, type PrincipalKind, type Role } from '../../../lib/identity/index.ts';
import { type Answered, startTestHost, type TestHost } from '../../support/embedded-host.ts';

const callers: Readonly<Record<string, { readonly role: Role; readonly kind: PrincipalKind }>> = {
  owner: { role: 'owner', kind: 'person' },
  admin: { role: 'admin', kind: 'person' },
  reviewer: { role: 'reviewer', kind: 'person' },
  contributor: { role: 'contributor', kind: 'person' },
  viewer: { role: 'viewer', kind: 'person' },
  agent: { role: 'contributor', kind: 'agent' },
  'owning-agent': { role: 'owner', kind: 'agent' },
};
/** Names in a path → ids, as the caller would write them. */
type Ids = Readonly<Record<string, string>>;
const nobody = 'nobody-here';
const absentId = (id: string): string => `${id.slice(0, 4)}01ARZ3NDEKTSV4RRFFQ69G5FAV`;

let host: TestHost;
let own: Ids;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
  const [membership] = (await host.ask('owner', 'GET /v1/me')).body.memberships;
  const W = `/v1/workspaces/${membership.workspaceId}`;
  await host.ask('owner', `PUT ${W}/members/owning-agent`, { body: { role: 'owner', kind: 'agent' } });
  await host.ask('outsider', 'POST /v1/workspaces', { body: { name: 'Elsewhere' } });
  own = { workspaceId: membership.workspaceId, principalId: nobody, ...(await idsIn(W)) };
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
  return {
    projectId,
    sessionId,
    checkpointId,
    blockId: block,
    documentId: await first(`${P}/documents`),
    agentId: await first(`${P}/agents`),
    artifactId: await first(`${S}/artifacts`),
    reviewId: versions[0].reviewId,
    bundleId: (await host.ask('owner', `GET ${S}`)).body.bundleId,
  };
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

  it.each(Object.entries(callers))('judges %s by role and kind', async (person, { role, kind }) => {
    const { operation } = route;
    const allowed = operation !== 'public' && operation !== 'principal' && isAllowed(operation, role, kind);
    const { status } = await knock(person, route, own);
    if (!allowed) expect(status).toBe(403);
    else if (route.body !== undefined) expect(status).toBe(400);
    else expect(mayHoldNothing.includes(name) ? [404] : [200, 303]).toContain(status);
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
