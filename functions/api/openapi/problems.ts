import type { ErrorCode } from '../../../lib/errors.ts';
import { problemKinds } from '../../middleware/problem.ts';
import { isSingleResource } from '../../middleware/result.ts';
import type { Route } from '../route.ts';

const isCode = (code: string): code is ErrorCode => Object.hasOwn(problemKinds, code);

/** The codes that a route can answer: what its row of the table names, and what the chain can say to any such request. */
export function problemCodes(route: Route): readonly ErrorCode[] {
  const isPublic = route.operation === 'public';
  const codes: ErrorCode[] = ['malformed_request', 'invalid_request', 'internal', 'unavailable'];
  if (!isPublic) codes.push('unauthenticated', 'rate_limited');
  if (!isPublic && route.operation !== 'principal') codes.push('forbidden');
  if (route.path.includes('{')) codes.push('not_found');
  if (route.body !== undefined) codes.push('too_large', 'unsupported_media_type');
  if (takesIdempotencyKey(route)) codes.push('idempotency_key_reused', 'idempotency_in_progress');
  if (takesIfMatch(route)) codes.push('precondition_failed');
  return [...new Set([...codes, ...(route.problems ?? []).filter(isCode)])];
}

export const takesIdempotencyKey = (route: Route): boolean => route.method === 'POST' && route.operation !== 'public';
export const takesIfMatch = (route: Route): boolean => route.method === 'PUT' || route.method === 'PATCH';
export const takesIfNoneMatch = (route: Route): boolean => route.method === 'GET' && isSingleResource(route, 200);

/** Status → its codes, in the order of the statuses. */
export function problemsByStatus(route: Route): ReadonlyMap<number, readonly ErrorCode[]> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of problemCodes(route)) {
    const { status } = problemKinds[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}
