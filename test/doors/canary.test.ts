/** Three workspaces on one host, each with a word of its own in everything: no byte of one goes out to another (I9, T5). */
import { randomBytes } from 'node:crypto';
import { bodyExamples } from '../../functions/api/openapi/examples.ts';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import { pageRoutes } from '../../functions/console/page-routes.ts';
import { sessionCookie } from '../../functions/middleware/session-cookie.ts';
import { see } from './link-holder.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';
import { canariesIn, newTenant, repeatsItsCanary, type Tenant } from './tenant.ts';

const patienceMs = 120_000;
const fewestRequests = 2_000;
const atOnce = 8;

let scripted: ScriptedHost;
let tenants: readonly Tenant[];

beforeAll(async () => {
  scripted = await startScriptedHost(repeatsItsCanary);
  const made: Tenant[] = [];
  for (const name of ['anna', 'bert', 'cara'])
    made.push(await newTenant(scripted.host, name, `canary-${name}-${randomBytes(6).toString('hex')}`));
  tenants = made;
}, patienceMs);
afterAll(() => scripted.stop());

interface Asked {
  readonly by: Tenant;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: string;
  readonly form?: Readonly<Record<string, string>>;
}

const examples: Readonly<Record<string, unknown>> = bodyExamples;
const nowhere = (ids: Tenant['ids']): Tenant['ids'] =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, `${id.slice(0, 4)}01ARZ3NDEKTSV4RRFFQ69G5FAV`]));
const at = (path: string, ids: Tenant['ids']): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x');

/** What somebody may ask about: their own, another's, another's below their own at each depth, and what is nowhere. */
function places(by: Tenant): readonly Tenant['ids'][] {
  const others = tenants.filter((other) => other !== by);
  const { workspaceId = '', projectId = '', sessionId = '' } = by.ids;
  return [
    by.ids,
    nowhere(by.ids),
    ...others.flatMap(({ ids }) => [ids, { ...ids, workspaceId }, { ...ids, workspaceId, projectId }]),
    ...others.map(({ ids }) => ({ ...ids, workspaceId, projectId, sessionId })),
  ];
}

function apiRequests(by: Tenant, person: string): readonly Asked[] {
  const headers = { authorization: `Bearer ${scripted.host.token(person)}` };
  return Object.entries<Route>(routes).flatMap(([name, { method, path, body }]) =>
    places(by).map((ids): Asked => {
      const asked = { by, method, path: at(path, ids), headers };
      // Half of what is written is fit to be written, so that more than refusals is looked at.
      return body === undefined
        ? asked
        : { ...asked, json: JSON.stringify(ids === by.ids ? (examples[name] ?? {}) : { x: 1 }) };
    }),
  );
}

async function pageRequests(by: Tenant, person: string): Promise<readonly Asked[]> {
  const { secrets, clock } = scripted.host.platform;
  const cookies = sessionCookie({ secrets, clock, publicUrl: scripted.host.url });
  const [cookie = ''] = (await cookies.issue({ principalId: person, displayName: person })).split(';');
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return pageRoutes
    .filter(({ path }) => !/\{token\}|^\/(sign|auth)/.test(path))
    .flatMap(({ method, path }) =>
      places(by).map((ids): Asked => {
        const asked = { by, method, path: at(path, ids), headers };
        return method === 'POST' ? { ...asked, form: { decision: 'approve', action: 'lock' } } : asked;
      }),
    );
}

/** Every tenant's requests in turns, as they would come. */
async function mixedRequests(): Promise<readonly Asked[]> {
  const lists = await Promise.all(
    tenants.map(async (by) => [
      ...apiRequests(by, by.people.viewer),
      ...(await pageRequests(by, by.people.reviewer)),
      ...apiRequests(by, by.people.owner).filter(({ method }) => method !== 'DELETE'),
      { by, method: 'GET', path: by.link, headers: {} },
      {
        by,
        method: 'POST',
        path: by.link,
        headers: { 'sec-fetch-site': 'same-origin' },
        form: { decision: 'approve' },
      },
    ]),
  );
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat();
}

/** @returns what of others was in the answer */
async function strangersIn(
  asked: Asked,
): Promise<{ readonly status: number; readonly own: boolean; readonly leaks: readonly string[] }> {
  const { by, json, form, ...request } = asked;
  const { status, headers, text } = await see(`${scripted.host.url}${asked.path}`, {
    ...request,
    ...(json === undefined ? {} : { json }),
    ...(form === undefined ? {} : { form }),
  });
  const sent = `${JSON.stringify(headers)}${text}`;
  const found = canariesIn(sent);
  const others = tenants.filter((other) => other !== by);
  const names = others.filter(({ canary }) => found.includes(canary)).map(({ canary }) => canary);
  const ids = others.flatMap((other) =>
    Object.entries(other.ids)
      .filter(([name]) => name !== 'principalId')
      .map(([, id]) => id),
  );
  const leaks = [...names, ...ids.filter((id) => sent.includes(id) && !asked.path.includes(id))];
  return {
    status,
    own: found.includes(by.canary),
    leaks: leaks.map((leak) => `${asked.method} ${asked.path} → ${status} ${leak}`),
  };
}

describe('what one workspace says', () => {
  it(
    'I9 goes out to nobody else, in two thousand mixed requests to the interface, its pages and its links',
    async () => {
      const asked = await mixedRequests();
      expect(asked.length).toBeGreaterThanOrEqual(fewestRequests);
      const answers: Awaited<ReturnType<typeof strangersIn>>[] = [];
      for (let from = 0; from < asked.length; from += atOnce)
        answers.push(...(await Promise.all(asked.slice(from, from + atOnce).map(strangersIn))));
      expect(answers.flatMap(({ leaks }) => leaks)).toEqual([]);
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
      // The words are there to be found: what people asked of their own had them.
      expect(answers.filter(({ own }) => own).length).toBeGreaterThan(200);
    },
    patienceMs,
  );

  it('I9 goes out in its own mails only, and into its own prompts only', async () => {
    for (const { ids, people, canary } of tenants) {
      const { body } = await scripted.host.ask(people.owner, `GET /v1/workspaces/${ids.workspaceId}/outbox?limit=100`);
      expect(body.items.length).toBeGreaterThan(0);
      for (const mail of body.items) expect(canariesIn(JSON.stringify(mail))).toEqual([canary]);
    }
    expect(scripted.model.requests.length).toBeGreaterThanOrEqual(2 * tenants.length);
    for (const { text } of scripted.model.requests) expect(canariesIn(text)).toHaveLength(1);
  });

  it('I9 is not handed on by a cursor or a key that another workspace made', async () => {
    const [anna, bert] = tenants;
    if (anna === undefined || bert === undefined) throw new Error('there are no tenants');
    const project = ({ ids }: Tenant): string => `/v1/workspaces/${ids.workspaceId}/projects/${ids.projectId}`;
    const page = await scripted.host.ask(anna.people.owner, `GET ${project(anna)}/blocks?limit=1`);
    const cursor = encodeURIComponent(page.body.nextCursor);
    const borrowed = await scripted.host.ask(bert.people.owner, `GET ${project(bert)}/blocks?limit=1&cursor=${cursor}`);
    expect(borrowed).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
    const headers = { 'idempotency-key': 'the-same-key' };
    const body = { title: 'One', content: 'Two', type: 'note' };
    const made = await Promise.all(
      [anna, bert].map((one) => scripted.host.ask(one.people.owner, `POST ${project(one)}/blocks`, { body, headers })),
    );
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(made[0]?.body.id).not.toBe(made[1]?.body.id);
  });

  it('I13 is in no line of the log', () => {
    expect(scripted.host.logged.length).toBeGreaterThan(fewestRequests);
    expect(scripted.host.logged.flatMap(canariesIn)).toEqual([]);
  });
});
