/** The offline model as a server: the Messages API on loopback, nothing else. For callers in other processes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, createAnswer, failedReply, headersOf, maxRequestBytes, type Reply } from './replies.ts';

export interface OfflineModel {
  readonly url: string;
  close(): Promise<void>;
}

/** Longer than callers keep idle connections, so that none is closed under a request. */
const keepAliveMs = 60_000;

/** Listens on 127.0.0.1 only; port 0 or none takes a free one. */
export async function startOfflineModel(options: { readonly port?: number } = {}): Promise<OfflineModel> {
  const answer = createAnswer();
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (incoming, outgoing) => {
    serve(answer, incoming, outgoing).catch((error: unknown) => fail(outgoing, error));
  });
  const port = await listen(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function serve(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const text = await readBody(incoming);
  send(outgoing, answer(incoming.method ?? '', (incoming.url ?? '').split('?')[0] ?? '', text));
}

function send(outgoing: ServerResponse, reply: Reply): void {
  outgoing.writeHead(reply.status, { ...headersOf(reply), 'content-length': Buffer.byteLength(reply.body) });
  outgoing.end(reply.body);
}

/** A caller who went away needs no answer; a fault of the model is told as one. */
function fail(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
  else send(outgoing, failedReply(error instanceof Error ? error.message : 'unknown error'));
}

/** @returns undefined when the body is larger than the limit. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= maxRequestBytes) chunks.push(chunk);
  }
  return bytes > maxRequestBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, failure) => {
    server.once('error', failure);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done, failure) => {
    server.close((error) => (error === undefined ? done() : failure(error)));
    server.closeAllConnections();
  });
}
