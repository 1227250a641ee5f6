/** Every entry of the interface is given what nobody means to send; it answers each in its own words and does nothing (T8). */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { bodyExamples } from '../../functions/api/openapi/examples.ts';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import { badBodies, badCursors, badHeaders, badIds, badLimits, badTexts } from './bad-inputs.ts';
import { bytes, type Seen, see } from './link-holder.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';
import { newTenant, repeatsItsCanary, type Tenant } from './tenant.ts';

const patienceMs = 120_000;
const mebibyte = 1024 * 1024;
/** reliability T8: of a rejected request. Twice, because other tests run beside this one. */
const slowestRejectionMs = 100;

let scripted: ScriptedHost;
let tenant: Tenant;
let headers: Readonly<Record<string, string>>;
beforeAll(async () => {
  scripted = await startScriptedHost(repeatsItsCanary);
  tenant = await newTenant(scripted.host, 'anna', 'canary-anna-0123456789ab');
  headers = { authorization: `Bearer ${scripted.host.token(tenant.people.owner)}` };
}, patienceMs);
afterAll(() => scripted.stop());

const all = Object.entries<Route>(routes);
const reading = all.filter(([, { body }]) => body !== undefined);
/** One of each function, and of each size that it takes. */
const oneOfEach = [...new Map(reading.map((one) => [`${one[1].function} ${one[1].maxBodyBytes}`, one])).values()];
const at = (path: string, change: Readonly<Record<string, string>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => change[name] ?? tenant.ids[name] ?? name);
const ask = (route: Route, more: Parameters<typeof see>[1] = {}, path = at(route.path)): Promise<Seen> =>
  see(`${scripted.host.url}${path}`, { method: route.method, ...more, headers: { ...headers, ...more.headers } });

/** Whether an answer is a problem of the interface, complete and without a word of how it is made. */
function expectProblem({ status, headers: answered, text }: Seen, what: string): void {
  const problem = answered['content-type'] === 'application/problem+json' ? JSON.parse(text) : { code: text };
  expect([what, status, problem.status, typeof problem.code, typeof problem.requestId]).toEqual([
    what,
    status,
    status,
    'string',
    'string',
  ]);
  expect([what, status < 500]).toEqual([what, true]);
  expect(text).not.toMatch(/node_modules|\.ts:\d|SQLITE|zod|at Object\./i);
}

describe.each(reading)('%s', (name, route) => {
  it('T8 refuses every body that is no JSON object, and is not slow about it', async () => {
    const times: number[] = [];
    for (const [what, body] of Object.entries(badBodies)) {
      const startedAt = performance.now();
      const answer = await ask(route, { json: body });
      times.push(performance.now() - startedAt);
      expect([what, answer.status]).toEqual([what, 400]);
      expectProblem(answer, what);
    }
    expect(times.toSorted((a, b) => a - b)[times.length >> 1]).toBeLessThan(slowestRejectionMs);
  });

  it(
    'T8 takes or refuses every text in the place of every one of its own, and never fails',
    async () => {
      const example: unknown = Object.entries<unknown>(bodyExamples).find(([one]) => one === name)?.[1];
      for (const [what, text] of Object.entries(badTexts))
        for (const [member, body] of withText(example ?? {}, text)) {
          const answer = await ask(route, { json: JSON.stringify(body) });
          const told = `${member}: ${what}`;
          if (answer.status >= 300) expectProblem(answer, told);
          else expect([told, answer.status < 300]).toEqual([told, true]);
        }
    },
    patienceMs,
  );
});

/** The example with the text in the place of one of its texts at a time. */
function withText(example: unknown, text: string): readonly (readonly [member: string, body: unknown])[] {
  if (typeof example === 'string') return [['', text]];
  if (Array.isArray(example))
    return withText(example[0], text).map(([member, body]) => [`0/${member}`, [body]] as const);
  if (typeof example !== 'object' || example === null) return [];
  return Object.entries(example).flatMap(([name, value]) =>
    withText(value, text).map(([member, body]) => [`${name}/${member}`, { ...example, [name]: body }] as const),
  );
}

describe('addresses', () => {
  it(
    'T8 with anything in the place of an id are not found, whichever id it is',
    async () => {
      const withIds = all.filter(([, { path }]) => path.includes('{'));
      // Some are gone before they are sent: an address with dots in it is another address.
      const ids = badIds.filter((id) => new URL(`http://a/${id}`).pathname === `/${id}`);
      expect(ids.length).toBeGreaterThan(25);
      for (const [name, route] of withIds)
        for (const [, parameter = ''] of route.path.matchAll(/\{(\w+)\}/g)) {
          if (parameter === 'principalId') continue;
          const answers = await Promise.all(ids.map((id) => ask(route, {}, at(route.path, { [parameter]: id }))));
          for (const [place, { status }] of answers.entries())
            expect([name, parameter, ids[place], [404, 400, 431].includes(status)]).toEqual([
              name,
              parameter,
              ids[place],
              true,
            ]);
        }
    },
    patienceMs,
  );

  it(
    'T8 take no cursor that is not ours and no page size beyond 1 to 100, in any list',
    async () => {
      const lists = all.filter(([, { query }]) => query?.shape.cursor !== undefined);
      expect(lists.length).toBeGreaterThan(15);
      for (const [name, route] of lists) {
        const asked = [
          ...badCursors.map((cursor) => `cursor=${cursor}`),
          ...badLimits.map((limit) => `limit=${limit}`),
        ];
        for (const query of asked) {
          const answer = await ask(route, {}, `${at(route.path)}?${query}`);
          expect([name, query.slice(0, 60), answer.status]).toEqual([name, query.slice(0, 60), 400]);
          expectProblem(answer, query.slice(0, 60));
        }
      }
    },
    patienceMs,
  );

  it(
    'T8 with headers that hold what they should not are answered all the same',
    async () => {
      for (const [, route] of all) {
        const answers = await Promise.all(
          badHeaders.map(([name, value]) =>
            ask(route, {
              headers: { [name]: Buffer.from(value, 'utf8').toString('latin1') },
              ...(route.body === undefined ? {} : { json: '{' }),
            }),
          ),
        );
        for (const [place, answer] of answers.entries()) {
          const told = [route.path, badHeaders[place]?.[0]];
          expect([...told, answer.status < 500]).toEqual([...told, true]);
          expect(JSON.stringify(answer.headers)).not.toContain('evil');
        }
      }
    },
    patienceMs,
  );
});

describe('what is too much', () => {
  it(
    'T8 ten megabytes are refused by every function that reads a body',
    async () => {
      const large = bytes(10 * mebibyte);
      for (const [name, route] of oneOfEach)
        expect([name, (await ask(route, { json: large })).status]).toEqual([name, 413]);
    },
    patienceMs,
  );

  it(
    'T8 a bomb is not unpacked',
    async () => {
      const json = gzipSync(bytes(50 * mebibyte));
      const before = process.memoryUsage().rss;
      for (const [, route] of reading) {
        const { status } = await ask(route, { json, headers: { 'content-encoding': 'gzip' } });
        expect([413, 415]).toContain(status);
      }
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * mebibyte);
    },
    patienceMs,
  );

  it.each([
    [
      'a header of two megabytes',
      `GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: ${'x'.repeat(2 * mebibyte)}\r\n\r\n`,
      /^HTTP\/1\.1 4(00|31) /,
    ],
    ['no HTTP', '\u0000\u0001\u0002\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      'POST /v1/workspaces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      'POST /v1/workspaces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a line break in a header',
      'GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: a\rX-B: b\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['another host', 'GET http://evil.example/v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'a key twice',
      'GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 401 /,
    ],
  ])('T8 %s is refused by the listener', async (_, sent, expected) => {
    expect(await spoken(sent)).toMatch(expected);
  });
});

/** What comes back for bytes as they are. */
function spoken(sent: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(scripted.host.url).port), '127.0.0.1', () => socket.end(sent, 'latin1'));
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(heard));
  return promise;
}
