/** Sorts what can go wrong in a request into "try again" and "never will work". */
import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk/error';

export type Failure =
  | { readonly kind: 'passing'; readonly detail: string; readonly retryAfterMs?: number }
  /** The time of the whole turn is used up. */
  | { readonly kind: 'out_of_time' }
  | { readonly kind: 'final'; readonly status: number; readonly detail: string };

const longestDetailCharacters = 500;
/** A server that names a longer pause than this is taken at this. */
const longestToldPauseMs = 60 * 60 * 1000;
/** Not the caller's fault, although below 500: request timeout, lock conflict, too many requests. */
const passingStatuses: ReadonlySet<number> = new Set([408, 409, 429]);

/** @throws the error itself when it came neither from the server nor from the connection. */
export function failureOf(error: unknown, now: number): Failure {
  if (error instanceof APIUserAbortError) return { kind: 'out_of_time' };
  if (error instanceof APIConnectionError) return { kind: 'passing', detail: connectionDetail(error) };
  if (error instanceof APIError && typeof error.status === 'number') return failureOfStatus(error, error.status, now);
  // The connection broke, or the time ran out, while the body was being read; or the body is not JSON.
  switch (textField(error, 'name')) {
    case 'AbortError':
    case 'TimeoutError':
      return { kind: 'out_of_time' };
    case 'SyntaxError':
      return { kind: 'passing', detail: 'the answer is not JSON' };
    case 'TypeError':
      return { kind: 'passing', detail: 'the connection broke while the answer was read' };
    default:
      throw error;
  }
}

function failureOfStatus(error: APIError, status: number, now: number): Failure {
  const detail = `${error.type ?? 'error'} ${status}: ${error.apiMessage ?? 'no message'}`;
  if (status < 500 && !passingStatuses.has(status)) return { kind: 'final', status, detail };
  const retryAfterMs = toldPauseMs(error.headers, now);
  return { kind: 'passing', detail, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Names the system's error code (ECONNREFUSED …), which `fetch` keeps two causes down. */
function connectionDetail(error: APIConnectionError): string {
  const cause = field(error, 'cause');
  const code = textField(field(cause, 'cause'), 'code') ?? textField(cause, 'code');
  return `the connection to the model failed${code === undefined ? '' : ` (${code})`}`;
}

/** By name and not by class: errors of `fetch` may come from another realm. */
function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date. */
export function toldPauseMs(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return Math.min(milliseconds, longestToldPauseMs);
  const told = headers?.get('retry-after') ?? '';
  const seconds = Number(told === '' ? Number.NaN : told);
  const pauseMs = Number.isNaN(seconds) ? Date.parse(told) - now : seconds * 1000;
  return Number.isNaN(pauseMs) ? undefined : Math.min(Math.max(pauseMs, 0), longestToldPauseMs);
}

/** What may be shown and stored: short, and without the key even where a server echoes it. */
export function safeDetail(detail: string, apiKey: string): string {
  const withoutKey = apiKey === '' ? detail : detail.replaceAll(apiKey, '[key]');
  return withoutKey.replaceAll(/sk-[\w-]{8,}/g, '[key]').slice(0, longestDetailCharacters);
}
