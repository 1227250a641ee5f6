import { connect } from 'node:net';
import { type AskOptions, startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
let workspace: string;
beforeAll(async () => {
  host = await startTestHost();
  const created = await host.ask('owner', 'POST /v1/workspaces', { body: { name: 'Acme' } });
  workspace = `/v1/workspaces/${created.body.id}`;
  await host.ask('owner', `PUT ${workspace}/members/viewer`, { body: { role: 'viewer' } });
});
afterAll(() => host.stop());

/** What a line says that is not quite HTTP, or slower than fetch would be. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('end', () => resolve(heard));
    socket.on('error', reject);
  });
}

describe('the order of checks', () => {
  const elsewhere = '/v1/workspaces/wsp_01JABCDEFGHJKMNPQRSTVWXYZ0';
  const bad: AskOptions = { body: '{', headers: { 'content-type': 'text/plain', 'idempotency-key': '' } };

  it.each([
    ['401 before 404', undefined, `PUT ${elsewhere}/policy`, 401, 'unauthenticated'],
    ['401 before an unknown path below /v1', undefined, 'GET /v1/nothing', 401, 'unauthenticated'],
    ['404 for an unknown path elsewhere', undefined, 'GET /nothing', 404, 'not_found'],
    ['404 before 403, 405, 415 and 400', 'outsider', `PUT ${workspace ?? elsewhere}/policy`, 404, 'not_found'],
    ['404 before 405', 'outsider', `PATCH ${elsewhere}/policy`, 404, 'not_found'],
    ['404 for an id that is none', 'owner', 'GET /v1/workspaces/prj_1', 404, 'not_found'],
    ['404 for an id with a traversal in it', 'owner', 'GET /v1/workspaces/..%2F..%2Fx', 404, 'not_found'],
    ['404 for an id with NUL in it', 'owner', 'GET /v1/workspaces/wsp_%00', 404, 'not_found'],
    ['404 for a broken escape', 'owner', 'GET /v1/workspaces/%zz', 404, 'not_found'],
    ['404 for an id of 10 kB', 'owner', `GET /v1/workspaces/${'w'.repeat(10_000)}`, 404, 'not_found'],
    ['404 with a slash at the end', 'owner', 'GET /v1/me/', 404, 'not_found'],
  ])('gives %s', async (_, person, request, status, code) => {
    expect(await host.ask(person, request, request.startsWith('GET') ? {} : bad)).toMatchObject({
      status,
      body: { code },
    });
  });

  it('gives 404 to strangers of a workspace, whatever else is wrong', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await host.ask('outsider', `${method} ${workspace}/policy`, bad)).status).toBe(404);
    }
  });

  it('gives 403 before 415 and 400', async () => {
    expect((await host.ask('viewer', `PUT ${workspace}/policy`, bad)).status).toBe(403);
  });

  it('gives 405 with Allow for a method that the path does not have', async () => {
    for (const method of ['PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await host.ask('viewer', `${method} ${workspace}/policy`);
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, PUT');
    }
    expect((await host.ask(undefined, 'POST /health')).status).toBe(405);
  });

  it('gives 413 before 415, and 415 before 400', async () => {
    const large = { body: ' '.repeat(1024 * 1024 + 1), headers: { 'content-type': 'text/plain' } };
    expect(await host.ask('owner', `PUT ${workspace}/policy`, large)).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
    expect(await host.ask('owner', `PUT ${workspace}/policy`, bad)).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });
});

describe('bodies', () => {
  const put = (body: string, headers = {}) => host.ask('owner', `PUT ${workspace}/policy`, { body, headers });

  it.each([['application/json'], ['application/json; charset=utf-8'], ['Application/JSON;charset="UTF-8"']])(
    'are taken as %s',
    async (type) => {
      expect((await put('{}', { 'content-type': type })).status).toBe(200);
    },
  );

  it.each([['text/json'], ['application/json; charset=latin1'], ['application/xml'], ['application/jsonx']])(
    'are refused as %s',
    async (type) => {
      expect((await put('{}', { 'content-type': type })).status).toBe(415);
    },
  );

  it('are refused with a content coding', async () => {
    expect((await put('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it.each([
    ['nothing but space', ' '],
    ['a cut text', '{"quorum":'],
    ['NaN', '{"quorum":NaN}'],
    ['a trailing comma', '{"quorum":1,}'],
    ['a byte order mark', '\ufeff{}'],
    ['a member twice', '{"quorum":1,"quorum":2}'],
    ['a member twice, once escaped', '{"quorum":1,"\\u0071uorum":2}'],
    ['a member twice, deep down', '{"mutationLimits":{"perDay":1,"perDay":2}}'],
    ['__proto__', '{"__proto__":{"quorum":2}}'],
    ['an escaped __proto__', '{"__pr\\u006fto__":{"quorum":2}}'],
    ['half a character', '{"quorum":"\\ud800"}'],
    ['half a character as a name', '{"\\udc00":1}'],
    ['a number beyond all numbers', '{"quorum":1e400}'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['1000 levels', `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`],
    ['a bomb of brackets', '['.repeat(1024 * 1024)],
  ])('with %s are malformed', async (_, body) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  it('that are not UTF-8 are malformed', async () => {
    const response = await fetch(`${host.url}${workspace}/policy`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${host.token('owner')}`, 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'malformed_request' });
  });

  it.each([
    ['null', ''],
    ['[]', ''],
    ['"text"', ''],
    ['{"constructor":1}', '/constructor'],
    ['{"quorum":0}', '/quorum'],
    ['{"quorum":9007199254740993}', '/quorum'],
    ['{"quorum":1.5}', '/quorum'],
    ['{"quorum":"2"}', '/quorum'],
    ['{"version":7}', '/version'],
    ['{"mutationLimits":{"a/b~c":1}}', '/mutationLimits/a~1b~0c'],
    ['{"slaLadder":[{"afterSeconds":1,"do":"explode"}]}', '/slaLadder/0/do'],
  ])('%s are invalid at "%s"', async (body, pointer) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('are limited by bytes, not by characters', async () => {
    const name = 'ü'.repeat(600 * 1024);
    expect((await put(JSON.stringify({ name }))).status).toBe(413);
  });

  it('of 10 MB are refused without being kept', async () => {
    expect((await put(' '.repeat(10 * 1024 * 1024))).status).toBe(413);
  });
});

describe('queries', () => {
  it.each([
    ['unknown=1', '?unknown'],
    ['limit=1&limit=2', '?limit'],
    ['limit=0', '?limit'],
    ['limit=-1', '?limit'],
    ['limit=101', '?limit'],
    ['limit=1e9', '?limit'],
    ['limit=1.5', '?limit'],
    ['limit=', '?limit'],
    ['limit=NaN', '?limit'],
    ['__proto__=1', '?__proto__'],
  ])('%s are invalid', async (query, pointer) => {
    const answer = await host.ask('owner', `GET ${workspace}/members?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('are refused where none are known', async () => {
    expect((await host.ask('owner', `GET ${workspace}?expand=members`)).status).toBe(400);
  });
});

describe('credentials', () => {
  it.each([['Basic b3duZXI6'], ['Bearer'], ['Bearer x'], ['Bearer a.b.c'], ['Token x']])(
    '%s are refused',
    async (authorization) => {
      const answer = await host.ask(undefined, 'GET /v1/me', { headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('that were tampered with are refused', async () => {
    const [header, payload, signature] = host.token('viewer').split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'owner' })).toString('base64url');
    const authorization = `Bearer ${header}.${forged}.${signature}`;
    expect((await host.ask(undefined, 'GET /v1/me', { headers: { authorization } })).status).toBe(401);
  });
});

describe('answers', () => {
  it('are problem documents when something is wrong, with the request id of the header', async () => {
    const answer = await host.ask('owner', 'GET /v1/nothing');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toEqual({
      type: 'urn:countersign:problem:not_found',
      title: 'Not found',
      status: 404,
      detail: expect.any(String),
      code: 'not_found',
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it('tell browsers to keep out', async () => {
    for (const request of ['GET /v1/me', 'GET /v1/nothing', 'GET /health']) {
      const { headers } = await host.ask('owner', request);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('I13 leave a log line without token, path or query', async () => {
    const token = host.token('owner');
    await host.ask('owner', `GET ${workspace}/members?limit=73`);
    const line = host.logged.findLast((text) => text.includes('"http.request"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      route: 'GET /v1/workspaces/{workspaceId}/members',
      status: 200,
      principalId: 'owner',
      requestId: expect.stringMatching(/^req_/),
    });
    const everything = host.logged.join('');
    for (const secret of [token, 'limit', workspace]) expect(everything.includes(secret)).toBe(false);
  });
});

describe('the listener', () => {
  it('refuses requests that a browser was led to by another name', async () => {
    const heard = await say('GET /v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n');
    expect(heard).toMatch(/^HTTP\/1.1 400 /);
    expect(heard).not.toContain('owner');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
      '400',
    ],
    [
      'a length and chunks',
      'POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['too many bytes of headers', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, '400'],
  ])('answers %s cleanly', async (_, text, status) => {
    expect(await say(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
