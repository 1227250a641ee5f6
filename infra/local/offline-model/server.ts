/** The offline model as a server: the Messages API on loopback, nothing else. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Json } from '../../../lib/platform/index.ts';
import { faultOf, MessagesRequest } from './messages-request.ts';
import { type ApiError, errorBodyOf, messageOf } from './response.ts';
import { createExtractiveModel, type Turn } from './turn.ts';

export interface OfflineModel {
  readonly url: string;
  close(): Promise<void>;
}

/** The limit of Anthropic's API. */
export const maxRequestBytes = 32 * 1024 * 1024;
/** Longer than callers keep idle connections, so that none is closed under a request. */
const keepAliveMs = 60_000;

type Reply = { readonly status: 200; readonly body: Json } | { readonly status: number; readonly error: ApiError };

/** Listens on 127.0.0.1 only; port 0 or none takes a free one. */
export async function startOfflineModel(options: { readonly port?: number } = {}): Promise<OfflineModel> {
  const model = createExtractiveModel();
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (incoming, outgoing) => {
    serve(model, incoming, outgoing).catch((error: unknown) => fail(outgoing, error));
  });
  const port = await listen(server, options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function serve(
  model: (request: MessagesRequest) => Turn,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const text = await readBody(incoming);
  const reply = replyTo(model, incoming, text);
  const requestId = requestIdOf(text ?? '');
  send(outgoing, reply, requestId);
}

function requestIdOf(text: string): string {
  return `req_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}

function send(outgoing: ServerResponse, reply: Reply, requestId: string): void {
  const body = JSON.stringify('body' in reply ? reply.body : errorBodyOf(reply.error, requestId));
  outgoing.writeHead(reply.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'request-id': requestId,
  });
  outgoing.end(body);
}

/** A caller who went away needs no answer; a fault of the model is told as one. */
function fail(outgoing: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : 'unknown error';
  if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
  else send(outgoing, failed(500, 'api_error', message), requestIdOf(message));
}

function replyTo(
  model: (request: MessagesRequest) => Turn,
  incoming: IncomingMessage,
  text: string | undefined,
): Reply {
  const path = (incoming.url ?? '').split('?')[0];
  if (incoming.method !== 'POST' || path !== '/v1/messages') {
    return failed(404, 'not_found_error', `${incoming.method} ${path}: only POST /v1/messages is served`);
  }
  if (text === undefined) return failed(413, 'request_too_large', `more than ${maxRequestBytes} bytes`);
  const parsed = MessagesRequest.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return failed(400, 'invalid_request_error', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
  }
  const fault = faultOf(parsed.data);
  if (fault !== undefined) return failed(400, 'invalid_request_error', fault);
  return { status: 200, body: messageOf(model(parsed.data), text, parsed.data.max_tokens) };
}

function failed(status: number, type: ApiError['type'], message: string): Reply {
  return { status, error: { status, type, message } };
}

/** @returns undefined for what is not JSON, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
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
