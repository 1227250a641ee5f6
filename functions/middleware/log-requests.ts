import type { Json } from '../../lib/platform/index.ts';
import { platform, settings } from '../runtime.ts';
import { exchangeOf } from './exchange.ts';
import type { HttpEvent, HttpMiddleware, HttpResult } from './http-event.ts';

const internalError = 500;

/** One line for each request: the route's template instead of the path, and nothing of query, headers or body (I13). */
export const logRequests = (): HttpMiddleware => ({
  after: ({ event, response }) => logRequest(event, response),
  onError: ({ event, response }) => logRequest(event, response),
});

function logRequest(event: HttpEvent, response: HttpResult | null | undefined): void {
  const status = response?.statusCode ?? internalError;
  if (!settings().logRequests && status !== internalError) return;
  const { requestId, startedAt, route, principalId, ids, code } = exchangeOf(event);
  const durationMs = platform().clock.now() - startedAt;
  const fields: Record<string, Json> = { requestId, route, ...ids, status, durationMs };
  if (principalId !== undefined) fields.principalId = principalId;
  if (code !== undefined) fields.code = code;
  platform().log.info('http.request', fields);
}
