import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

const create = (idempotencyKey: string, name = 'Acme', person = 'owner') =>
  host.ask(person, 'POST /v1/workspaces', { body: { name }, headers: { 'idempotency-key': idempotencyKey } });
const countOf = async (person: string): Promise<number> =>
  (await host.ask(person, 'GET /v1/me')).body.memberships.length;

describe('I7 an Idempotency-Key', () => {
  it('gives the same request the same answer, and one effect', async () => {
    const first = await create('same');
    const before = await countOf('owner');
    const again = await create('same');
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await countOf('owner')).toBe(before);
  });

  it('knows the same request with its members in another order and other spaces', async () => {
    const first = await create('spaces');
    const again = await host.ask('owner', 'POST /v1/workspaces', {
      body: ' { "name" : "\\u0041cme" } ',
      headers: { 'idempotency-key': 'spaces' },
    });
    expect(again.text).toBe(first.text);
  });

  it('refuses another request under the same key', async () => {
    await create('other', 'One');
    expect(await create('other', 'Two')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('belongs to its principal', async () => {
    const mine = await create('shared', 'Mine', 'owner');
    const theirs = await create('shared', 'Theirs', 'reviewer');
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('has one effect in fifty requests at once, and one answer', async () => {
    const before = await countOf('contributor');
    const answers = await Promise.all(Array.from({ length: 50 }, () => create('racing', 'Race', 'contributor')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await countOf('contributor')).toBe(before + 1);
  });

  it('has one effect per key in many races of different size', async () => {
    const before = await countOf('admin');
    const rounds = Array.from({ length: 40 }, (_, round) => ({ key: `round-${round}`, size: 2 + (round % 7) }));
    await Promise.all(
      rounds.map(async ({ key, size }) => {
        const answers = await Promise.all(Array.from({ length: size }, () => create(key, key, 'admin')));
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      }),
    );
    expect(await countOf('admin')).toBe(before + rounds.length);
  });

  it.each([['x'], ['!~'], ['k'.repeat(255)]])('may be %s', async (key) => {
    expect((await create(key)).status).toBe(201);
  });

  it.each([[''], ['k'.repeat(256)], ['two words'], ['a, b'], ['ümlaut']])('may not be "%s"', async (key) => {
    expect(await create(key)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  it('is kept for a day in which time passes', async () => {
    const first = await create('a day', 'Day').then(() => create('day-long', 'Day'));
    await host.ask(undefined, 'POST /test/clock', { body: { advanceSeconds: 24 * 3600 } });
    expect((await create('day-long', 'Day')).text).toBe(first.text);
  });

  it('remembers nothing of a request that was refused', async () => {
    expect((await create('refused', '')).status).toBe(400);
    expect((await create('refused', 'Now')).status).toBe(201);
  });
});
