import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
let cursor: string;
beforeAll(async () => {
  host = await startTestHost();
  for (const person of ['owner', 'viewer']) {
    for (const name of ['one', 'two', 'three']) await host.ask(person, 'POST /v1/workspaces', { body: { name } });
  }
  cursor = (await host.ask('owner', 'GET /v1/workspaces?limit=1')).body.nextCursor;
});
afterAll(() => host.stop());

const page = (given: string, person = 'owner', limit = 1) =>
  host.ask(person, `GET /v1/workspaces?limit=${limit}&cursor=${encodeURIComponent(given)}`);
const refused = expect.objectContaining({ status: 400, body: expect.objectContaining({ code: 'malformed_request' }) });

describe('a cursor', () => {
  it('goes on where its page ended, also with another page size', async () => {
    const { body } = await page(cursor, 'owner', 2);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual(['two', 'one']);
  });

  it('is refused when any of its characters was changed', async () => {
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      expect(await page(`${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`)).toEqual(refused);
    }
  });

  it.each([['x'], ['.'], ['a.b'], ['%00'], ['../../etc'], ['A'.repeat(1999)]])(
    'is refused when it is "%s"',
    async (given) => {
      expect(await page(given)).toEqual(refused);
    },
  );

  it('is refused when it is longer than any of ours', async () => {
    expect(await page('A'.repeat(2001))).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('is good for nobody else', async () => {
    expect(await page(cursor, 'viewer')).toEqual(refused);
  });

  it('is good for no other list', async () => {
    const { body } = await host.ask('owner', 'GET /v1/me');
    const path = `/v1/workspaces/${body.memberships[0].workspaceId}/members`;
    expect(await host.ask('owner', `GET ${path}?cursor=${encodeURIComponent(cursor)}`)).toEqual(refused);
  });
});
