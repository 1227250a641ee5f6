/** Every page × every kind of visitor × own, foreign and absent: generated from the table of pages (T5). */
import { consoleRoutes, type PageRoute } from '../../functions/console/page-routes.ts';
import { sessionCookie } from '../../functions/middleware/session-cookie.ts';
import { isAllowed, type PrincipalKind, type Role } from '../../lib/identity/index.ts';
import { type Seen, see } from './link-holder.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';
import { newTenant, repeatsItsCanary, type Tenant } from './tenant.ts';

const patienceMs = 60_000;
const visitors: Readonly<Record<string, { readonly role: Role; readonly kind: PrincipalKind }>> = {
  'anna-owner': { role: 'owner', kind: 'person' },
  'anna-admin': { role: 'admin', kind: 'person' },
  'anna-reviewer': { role: 'reviewer', kind: 'person' },
  'anna-contributor': { role: 'contributor', kind: 'person' },
  'anna-viewer': { role: 'viewer', kind: 'person' },
  'anna-agent': { role: 'owner', kind: 'agent' },
};

let scripted: ScriptedHost;
let own: Tenant;
let other: Tenant;
beforeAll(async () => {
  scripted = await startScriptedHost(repeatsItsCanary);
  own = await newTenant(scripted.host, 'anna', 'canary-anna-0123456789ab');
  other = await newTenant(scripted.host, 'bert', 'canary-bert-0123456789ab');
  for (const [id, body] of Object.entries(visitors).slice(1))
    await scripted.host.ask(own.people.owner, `PUT /v1/workspaces/${own.ids.workspaceId}/members/${id}`, { body });
}, patienceMs);
afterAll(() => scripted.stop());

const pages = Object.entries<PageRoute>(consoleRoutes).filter(([, { path }]) => path.includes('{workspaceId}'));
const at = (path: string, ids: Tenant['ids']): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

/** Forms are sent empty, so that whoever is let in changes nothing. */
async function visit(principalId: string | undefined, { method, path }: PageRoute, ids: Tenant['ids']): Promise<Seen> {
  const { secrets, clock } = scripted.host.platform;
  const cookies = sessionCookie({ secrets, clock, publicUrl: scripted.host.url });
  const cookie = principalId && (await cookies.issue({ principalId, displayName: principalId })).split(';')[0];
  return see(`${scripted.host.url}${at(path, ids)}`, {
    method,
    headers: { 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) },
    ...(method === 'POST' ? { form: {} } : {}),
  });
}
/** A page without what differs each time. */
const sameButId = ({ status, text }: Seen): readonly unknown[] => [status, text.replaceAll(/req_\w+/g, '')];

describe.each(pages)('%s', (_, page) => {
  it('is shown to nobody who is not signed in, and leads there', async () => {
    const { status, headers } = await visit(undefined, page, own.ids);
    expect(status).toBe(page.method === 'POST' ? 401 : 303);
    if (page.method !== 'POST') expect(headers.location).toMatch(/^\/sign-in\?return=/);
  });

  it.each(Object.entries(visitors))('judges %s by role and kind', async (principalId, { role, kind }) => {
    const allowed = page.access !== 'visitor' && page.access !== 'anyone' && isAllowed(page.access, role, kind);
    const { status } = await visit(principalId, page, own.ids);
    if (allowed) expect([200, 201, 303, 400, 404, 409, 422]).toContain(status);
    else expect(status).toBe(403);
  });

  it('G17 is the same to who is no member, for what is ours and for what is nowhere', async () => {
    const nowhere = { ...own.ids, workspaceId: 'wsp_01ARZ3NDEKTSV4RRFFQ69G5FAV' };
    const [foreign, absent] = await Promise.all([own.ids, nowhere].map((ids) => visit(other.people.owner, page, ids)));
    expect(foreign?.status).toBe(404);
    expect(foreign && sameButId(foreign)).toEqual(absent && sameButId(absent));
  });

  it('G17 is the same to members, for ids of another workspace and for none, at every step of the path', async () => {
    const names = [...page.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const [depth, id] of names.entries()) {
      if (depth === 0) continue;
      const before = Object.fromEntries(names.slice(0, depth).map((name) => [name, own.ids[name] ?? '']));
      const foreign = await visit(own.people.owner, page, { ...other.ids, ...before });
      const absentId = `${other.ids[id]?.slice(0, 4)}01ARZ3NDEKTSV4RRFFQ69G5FAV`;
      const absent = await visit(own.people.owner, page, { ...other.ids, ...before, [id]: absentId });
      expect([id, foreign.status]).toEqual([id, 404]);
      expect(sameButId(foreign)).toEqual(sameButId(absent));
    }
  });
});
