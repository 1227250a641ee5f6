/** What the Messages API answers, whatever brings the request: a socket, or a call in the same process. */
import { createHash } from 'node:crypto';
import type { Json } from '../../../lib/platform/index.ts';
import { faultOf, MessagesRequest } from './messages-request.ts';
import { type ApiError, errorBodyOf, messageOf } from './response.ts';
import { createExtractiveModel } from './turn.ts';

/** The limit of Anthropic's API. */
export const maxRequestBytes = 32 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

/** @param text the request's body; undefined when it is larger than the limit */
export type Answer = (method: string, path: string, text: string | undefined) => Reply;

/** A model with a memory of its own for what it has indexed. */
export function createAnswer(): Answer {
  const model = createExtractiveModel();
  return (method, path, text) => {
    const digest = digestOf(text ?? '');
    const requestId = `req_${digest.slice(0, 24)}`;
    const outcome = outcomeOf(model, { method, path, text, digest });
    const body = 'error' in outcome ? errorBodyOf(outcome.error, requestId) : outcome.message;
    return { status: 'error' in outcome ? outcome.error.status : 200, body: JSON.stringify(body), requestId };
  };
}

/** A fault of the model itself, in the words of the API. */
export function failedReply(message: string): Reply {
  const requestId = `req_${digestOf(message).slice(0, 24)}`;
  const error: ApiError = { status: 500, type: 'api_error', message };
  return { status: error.status, body: JSON.stringify(errorBodyOf(error, requestId)), requestId };
}

export const headersOf = ({ requestId }: Reply): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'request-id': requestId,
});

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly text: string | undefined;
  readonly digest: string;
}

type Outcome = { readonly message: Json } | { readonly error: ApiError };

function outcomeOf(model: ReturnType<typeof createExtractiveModel>, { method, path, text, digest }: Asked): Outcome {
  if (method !== 'POST' || path !== '/v1/messages') {
    return failed(404, 'not_found_error', `${method} ${path}: only POST /v1/messages is served`);
  }
  if (text === undefined) return failed(413, 'request_too_large', `more than ${maxRequestBytes} bytes`);
  const parsed = MessagesRequest.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return failed(400, 'invalid_request_error', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
  }
  const fault = faultOf(parsed.data);
  if (fault !== undefined) return failed(400, 'invalid_request_error', fault);
  return { message: messageOf(model(parsed.data), { text, digest }, parsed.data.max_tokens) };
}

function failed(status: number, type: ApiError['type'], message: string): Outcome {
  return { error: { status, type, message } };
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
