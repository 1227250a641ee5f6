import { once } from 'node:events';
import { connect } from 'node:net';
import { type HttpServer, listen } from '../../../infra/local/http-server.ts';
import { readRequest } from '../../../infra/local/read-request.ts';

const patience = { headersTimeoutMs: 300, requestTimeoutMs: 600, connectionsCheckingIntervalMs: 50 };
let server: HttpServer;
let bodies: string[];
beforeEach(async () => {
  bodies = [];
  server = await listen(
    0,
    (request, response) => {
      readRequest(request).then(
        (body) => {
          bodies.push(body.toString());
          response.end('taken');
        },
        () => response.destroy(),
      );
    },
    patience,
  );
});
afterEach(() => server.close(0));

/** Says something, then nothing more; gives what the server says until it hangs up. */
async function stall(said: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(said));
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
  });
  await once(socket, 'close');
  return heard;
}

describe('a request that stalls', () => {
  const chunked = 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":';
  it.each([
    ['in its chunks', chunked],
    ['in a body of a stated length', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{'],
    ['in its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ['in its first line', 'GET /'],
  ])('T8 %s is told so and cut, and nobody reads half of it', async (_, said) => {
    const heard = await stall(said);
    expect(heard).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n')))).toMatchObject({
      status: 408,
      code: 'malformed_request',
    });
    expect(bodies).toEqual([]);
  });

  it('T8 keeps nobody else waiting, and no connection', async () => {
    const stalled = Promise.all(Array.from({ length: 200 }, () => stall(chunked)));
    const answer = await fetch(server.url, { method: 'POST', body: '{}' });
    expect(await answer.text()).toBe('taken');
    expect(new Set((await stalled).map((heard) => heard.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
    expect(bodies).toEqual(['{}']);
  });
});
