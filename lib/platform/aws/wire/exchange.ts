/** One request and its answer over a connection that is kept for the next. */
import type { RequestOptions } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';

/** Not imported: that asks for the value of every export, and one of node:http's loads another client, a third of a cold start. */
const { Agent: PlainAgent, request: plainRequest } = process.getBuiltinModule('node:http');

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Sends the request. @throws Error of the system, or `TimeoutError`, when no whole answer came. */
export type Exchange = (outgoing: Outgoing) => Promise<Answer>;

/** A function never waits on a dead connection until its own timeout. */
const connectLimitMs = 2_000;
const answerLimitMs = 10_000;
const maxConnections = 50;
/** Far above the largest object that the product stores. */
const maxAnswerBytes = 64 * 1024 * 1024;

const plainAgent = new PlainAgent({ keepAlive: true, maxSockets: maxConnections });
const secureAgent = new Agent({ keepAlive: true, maxSockets: maxConnections });

export const exchange: Exchange = ({ method, url, headers, body }) =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      signal: AbortSignal.timeout(answerLimitMs),
    };
    const isSecure = url.protocol === 'https:';
    const sent = isSecure
      ? secureRequest(url, { ...options, agent: secureAgent })
      : plainRequest(url, { ...options, agent: plainAgent });
    sent.on('socket', (socket) => {
      if (!socket.connecting) return;
      const late = setTimeout(() => sent.destroy(timeout('no connection')), connectLimitMs);
      socket.once('connect', () => clearTimeout(late));
      socket.once('close', () => clearTimeout(late));
    });
    sent.on('error', (error) => reject(error.name === 'AbortError' ? timeout('no answer') : error));
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) sent.destroy(new Error(`an answer of more than ${maxAnswerBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.end(body);
  });

function timeout(what: string): Error {
  const error = new Error(`${what} within the time limit`);
  error.name = 'TimeoutError';
  return error;
}
