import type { MiddlewareObj } from '@middy/core';
import { CountersignError } from '../../lib/errors.ts';
import { platform } from '../runtime.ts';
import { workNamedIn } from './work.ts';

/**
 * A workflow keeps the name and the words of what its tasks throw, and people see both: the name becomes the code of the product's own
 * errors, and the words of anything else go to the log alone.
 */
export const nameFailures = (): MiddlewareObj<unknown, unknown> => ({
  onError: (request) => {
    const { error } = request;
    const failure = failureOf(error);
    platform().log.error('task.failed', {
      ...workNamedIn(request.event),
      code: failure.name,
      cause: error instanceof Error ? `${error.name}: ${error.message}` : 'no error object',
      ...(error instanceof Error && !(error instanceof CountersignError) ? { stack: error.stack ?? '' } : {}),
    });
    request.error = failure;
  },
});

function failureOf(error: unknown): Error {
  const known = error instanceof CountersignError;
  const failure = new Error(known ? error.message : 'Something went wrong inside; the log says what.', {
    cause: error,
  });
  failure.name = known ? error.code : 'internal';
  return failure;
}
