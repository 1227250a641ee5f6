/** A Messages API server on loopback that answers what a test wrote down, and keeps what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Json } from '../../lib/platform/index.ts';

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As sent, so that a test can compare characters. */
  readonly text: string;
  readonly body: {
    readonly model?: string;
    readonly max_tokens?: number;
    readonly system?: readonly Json[];
    readonly messages?: readonly { readonly role: string; readonly content: Json }[];
    readonly tools?: readonly Json[];
  };
}

export type Step =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends the head and half a body, then nothing. */
  | { readonly kind: 'stall' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'drop' };

/** One step per request in order, or a function of the request and its number (from 0) for endless scripts. */
export type Script = readonly Step[] | ((request: ScriptedRequest, number: number) => Step);

export interface ScriptedModel {
  readonly url: string;
  readonly requests: readonly ScriptedRequest[];
  close(): Promise<void>;
}

export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  const requests: ScriptedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void readRequest(incoming).then((request) => {
      requests.push(request);
      perform(stepFor(script, request, requests.length - 1), outgoing);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((done, failed) => {
        server.close((error) => (error === undefined ? done() : failed(error)));
        server.closeAllConnections();
      }),
  };
}

function stepFor(script: Script, request: ScriptedRequest, number: number): Step {
  if (typeof script === 'function') return script(request, number);
  return script[number] ?? refusesRequest(400, 'invalid_request_error', `the script has no step ${number + 1}`);
}

function perform(step: Step, response: ServerResponse): void {
  switch (step.kind) {
    case 'answer':
      response.writeHead(step.status, {
        'content-type': 'application/json',
        'request-id': 'req_scripted',
        ...step.headers,
      });
      response.end(step.body);
      return;
    case 'hang':
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":"msg_half"');
      return;
    case 'drop':
      response.socket?.destroy();
      return;
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ScriptedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    text,
    body: text === '' ? {} : (JSON.parse(text) as ScriptedRequest['body']),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A message with these content blocks. `usage: null` leaves the field out. */
export function answers(
  content: readonly Json[],
  options: { readonly stopReason?: string; readonly usage?: Json; readonly model?: string } = {},
): Step {
  const usage = options.usage === undefined ? { input_tokens: 100, output_tokens: 20 } : options.usage;
  const body = {
    id: 'msg_scripted',
    type: 'message',
    role: 'assistant',
    model: options.model ?? 'scripted-1',
    content,
    stop_reason: options.stopReason ?? 'end_turn',
    stop_sequence: null,
    ...(usage !== null && { usage }),
  };
  return { kind: 'answer', status: 200, body: JSON.stringify(body) };
}

export const says = (text: string): Step => answers([{ type: 'text', text }]);

export interface ScriptedToolCall {
  readonly id: string;
  readonly name: string;
  /** Any JSON: a malformed input is one the product's schema refuses. */
  readonly input: Json;
}

/** Calls tools, all in one turn, after an optional thought. Unknown tools and malformed inputs are scripted the same way. */
export function calls(tools: readonly ScriptedToolCall[], thought?: { thinking: string; signature: string }): Step {
  const thinking: Json[] = thought === undefined ? [] : [{ type: 'thinking', ...thought }];
  const toolUses = tools.map((tool): Json => ({ type: 'tool_use', id: tool.id, name: tool.name, input: tool.input }));
  return answers([...thinking, ...toolUses], { stopReason: 'tool_use' });
}

/** Calls the same tool in every turn, with a fresh id each: a model that never ends by itself. */
export function loopsForever(name: string, input: Json): Script {
  return (_request, number) => calls([{ id: `toolu_loop_${number}`, name, input }]);
}

export const declines = (): Step => answers([], { stopReason: 'refusal' });
export const runsOutOfTokens = (text: string): Step => answers([{ type: 'text', text }], { stopReason: 'max_tokens' });
export const withoutUsage = (text: string): Step => answers([{ type: 'text', text }], { usage: null });

/** An error in Anthropic's shape. */
export function refusesRequest(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Step {
  const body = JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_scripted' });
  return { kind: 'answer', status, body, headers };
}

export const rateLimits = (headers: Readonly<Record<string, string>> = {}): Step =>
  refusesRequest(429, 'rate_limit_error', 'too many requests', headers);
export const isOverloaded = (): Step => refusesRequest(529, 'overloaded_error', 'Overloaded');
export const fails = (): Step => refusesRequest(500, 'api_error', 'Internal server error');
export const breaksJson = (): Step => ({ kind: 'answer', status: 200, body: '{"id":"msg_1","content":[{"ty' });
/** What a proxy in between shows while it is out of order. */
export const showsPage = (status: number): Step => ({
  kind: 'answer',
  status,
  body: '<html>try again</html>',
  headers: { 'content-type': 'text/html' },
});
export const hangs = (): Step => ({ kind: 'hang' });
export const stalls = (): Step => ({ kind: 'stall' });
export const drops = (): Step => ({ kind: 'drop' });
