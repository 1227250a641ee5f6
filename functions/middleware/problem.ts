/** The one place where an error becomes an HTTP status (RFC 9457). */
import { CountersignError, type ErrorCode } from '../../lib/errors.ts';
import { actorIsStillMember } from '../../lib/identity/index.ts';
import { ConditionFailed } from '../../lib/platform/index.ts';
import type { Answer } from './api-request.ts';

interface Kind {
  readonly status: number;
  readonly title: string;
}

export const problemKinds: Readonly<Record<ErrorCode, Kind>> = {
  malformed_request: { status: 400, title: 'The request can not be read' },
  invalid_request: { status: 400, title: 'The request is invalid' },
  unauthenticated: { status: 401, title: 'Sign-in needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  already_decided: { status: 409, title: 'Already decided' },
  content_changed: { status: 409, title: 'The content has changed' },
  block_conflict: { status: 409, title: 'The knowledge base has changed' },
  state_conflict: { status: 409, title: 'Not possible in this state' },
  idempotency_in_progress: { status: 409, title: 'The same request is being worked on' },
  dependency_cycle: { status: 409, title: 'Dependencies form a circle' },
  not_assigned: { status: 409, title: 'Not assigned' },
  dependencies_not_met: { status: 409, title: 'Dependencies are not met' },
  orchestrator_unavailable: { status: 409, title: 'The orchestrator is not available' },
  limit_reached: { status: 409, title: 'A limit is reached' },
  link_expired: { status: 410, title: 'The link has expired' },
  link_superseded: { status: 410, title: 'The link was superseded' },
  precondition_failed: { status: 412, title: 'Changed since it was read' },
  too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used before' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Not available right now' },
};

const problemType = 'application/problem+json';
/** For `unavailable` and `rate_limited` errors that name no time themselves. */
const defaultRetryAfterSeconds = 1;
const generic =
  'Something went wrong on our side. Nothing is known to have changed; give this request id when you ask.';

/** What a caller may see of an error; `failure` is what the log must keep because the caller does not see it. */
export interface Problem {
  readonly code: ErrorCode;
  readonly answer: Answer;
  readonly failure: unknown;
}

export function problemOf(error: unknown, requestId: string): Problem {
  const shown = shownError(error);
  const { status, title } = problemKinds[shown.code];
  const hidden = shown.code === 'internal';
  const document = {
    ...(hidden ? {} : shown.extensions),
    type: `urn:countersign:problem:${shown.code}`,
    title,
    status,
    detail: hidden ? generic : shown.message,
    code: shown.code,
    requestId,
  };
  return {
    code: shown.code,
    answer: {
      status,
      content: JSON.stringify(document),
      headers: { 'content-type': problemType, ...headersOf(shown) },
    },
    failure: hidden || shown !== error || (status >= 500 && shown.cause !== undefined) ? error : undefined,
  };
}

function shownError(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof ConditionFailed) {
    return error.condition === actorIsStillMember
      ? new CountersignError('forbidden', 'Your membership has just changed.')
      : new CountersignError('unavailable', 'This was changed by somebody else at the same moment. Try again.');
  }
  return new CountersignError('internal', generic, { cause: error });
}

function headersOf(error: CountersignError): Record<string, string> {
  const headers: Record<string, string> = {};
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined || error.code === 'unavailable' || error.code === 'rate_limited') {
    headers['retry-after'] = String(Math.ceil(retryAfterSeconds ?? defaultRetryAfterSeconds));
  }
  if (error.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  if (error.code === 'method_not_allowed' && Array.isArray(error.extensions.allow)) {
    headers.allow = error.extensions.allow.join(', ');
  }
  return headers;
}

/** @param allow the methods that the path does answer */
export const methodNotAllowed = (allow: readonly string[]): CountersignError =>
  new CountersignError('method_not_allowed', `This path answers ${allow.join(', ')}.`, { extensions: { allow } });
