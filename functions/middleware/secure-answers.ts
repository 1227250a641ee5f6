import { settings } from '../runtime.ts';
import { exchangeOf } from './exchange.ts';
import type { HttpEvent, HttpMiddleware, HttpResult } from './http-event.ts';
import { securityHeaders } from './security-headers.ts';

/** Gives every answer, problems too, its request id and what browsers must be told; an answer's own headers win. */
export const secureAnswers = (): HttpMiddleware => ({
  after: ({ event, response }) => addHeaders(event, response),
  onError: ({ event, response }) => addHeaders(event, response),
});

function addHeaders(event: HttpEvent, response: HttpResult | null | undefined): void {
  if (response === null || response === undefined) return;
  response.headers = {
    ...securityHeaders(settings().publicUrl),
    'x-request-id': exchangeOf(event).requestId,
    ...response.headers,
  };
}
