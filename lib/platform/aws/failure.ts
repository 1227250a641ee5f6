/** What an AWS call's failure means to the product: everything that may pass by itself is `unavailable`. */
import * as z from 'zod';
import { CountersignError } from '../../errors.ts';
import { errorMember } from '../error-member.ts';

const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

const passingNames: ReadonlySet<string> = new Set([
  'ConditionalRequestConflict',
  'LimitExceededException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

export const nameOf = (error: unknown): string => errorMember(error, 'name');

/** HTTP status of the answer; undefined when there was none (timeout, broken connection). */
export function statusOf(error: unknown): number | undefined {
  const parsed = answered.safeParse(error);
  return parsed.success ? parsed.data.$metadata.httpStatusCode : undefined;
}

/** `unavailable` for throttling, 5xx and broken connections, else `internal`; both name the call and keep the cause. */
export function awsFailure(error: unknown, call: string): CountersignError {
  const status = statusOf(error);
  const passes = status === undefined || status >= 500 || status === 429 || passingNames.has(nameOf(error));
  return new CountersignError(passes ? 'unavailable' : 'internal', `${call} failed: ${nameOf(error)}`, {
    cause: error,
  });
}
