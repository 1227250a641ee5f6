/** The listener of the embedded host: on loopback only, and patient with nobody. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { createIds } from '../../lib/platform/ids.ts';

/** Room for the longest query that any list takes, percent-encoded. */
const maxHeaderBytes = 64 * 1024;
const maxHeaders = 100;
const maxConnections = 4_096;
/** A request that trickles in slower than this is cut off. Answers may take longer: long polls do. */
export interface Patience {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connectionsCheckingIntervalMs: number;
}
const usualPatience: Patience = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connectionsCheckingIntervalMs: 5_000,
};
const keepAliveTimeoutMs = 30_000;
const host = '127.0.0.1';
/** For what never becomes a request of the product. */
const ids = createIds(createSystemClock());
const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes connections over that shall become something else than HTTP. */
export interface Upgrades {
  take(request: IncomingMessage, line: Duplex, head: Buffer): void;
  /** Asks all of them to end; what has not ended when the server gives up is cut. */
  end(): void;
}

export interface HttpServer {
  /** `http://127.0.0.1:4400` */
  readonly url: string;
  /** Without it, who asks for an upgrade is answered as if it had not. */
  acceptUpgrades(upgrades: Upgrades): void;
  /** Refuses new requests, lets running ones end for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/** @param port 0 takes a free one. @throws Error when the port is taken. */
export async function listen(port: number, listener: Listener, patience = usualPatience): Promise<HttpServer> {
  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: patience.headersTimeoutMs,
    requestTimeout: patience.requestTimeoutMs,
    connectionsCheckingInterval: patience.connectionsCheckingIntervalMs,
  });
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.maxHeadersCount = maxHeaders;
  server.maxConnections = maxConnections;
  server.on('request', (request, response) => {
    if (isForThisMachine(request)) listener(request, response);
    else refuseHost(response);
  });
  server.on('clientError', answerBrokenRequest);
  const address = await bound(server, port);
  const taken = takenOver(server);
  return {
    url: `http://${host}:${address.port}`,
    acceptUpgrades: taken.accept,
    close: (graceMs) => close(server, taken, graceMs),
  };
}

interface TakenOver {
  accept(upgrades: Upgrades): void;
  end(): void;
  cut(): void;
}

/** Node forgets a connection that was taken over, yet waits for it to end. */
function takenOver(server: Server): TakenOver {
  const lines = new Set<Duplex>();
  let end = (): void => {};
  return {
    accept(upgrades) {
      end = () => upgrades.end();
      server.on('upgrade', (request, line, head) => {
        if (!isForThisMachine(request)) return void line.destroy();
        lines.add(line);
        line.once('close', () => lines.delete(line));
        upgrades.take(request, line, head);
      });
    },
    end: () => end(),
    cut() {
      for (const line of lines) line.destroy();
    },
  };
}

function bound(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('the server has no port'));
      resolve(address);
    });
  });
}

/** A page elsewhere can make a browser ask its own name at our address (DNS rebinding); it can't make it say a loopback name. */
function isForThisMachine({ headers }: IncomingMessage): boolean {
  const name = headers.host?.replace(/:\d{1,5}$/, '').toLowerCase();
  return name !== undefined && loopbackNames.has(name);
}

function refuseHost(response: ServerResponse): void {
  const body = problemText(400, 'This server answers to 127.0.0.1 and localhost only.');
  response.writeHead(400, { 'content-type': 'application/problem+json', connection: 'close' }).end(body);
}

/** What is no HTTP never becomes a request; this is all there is to say to it. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = problemText(status, status === 408 ? 'The request came too slowly.' : 'The request can not be read.');
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const problemText = (status: 400 | 408, detail: string): string =>
  JSON.stringify({
    type: 'urn:countersign:problem:malformed_request',
    title: 'The request can not be read',
    status,
    detail,
    code: 'malformed_request',
    requestId: ids.next('req'),
  });

async function close(server: Server, taken: TakenOver, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  taken.end();
  const cut = setTimeout(() => {
    server.closeAllConnections();
    taken.cut();
  }, graceMs);
  await closed;
  clearTimeout(cut);
}
