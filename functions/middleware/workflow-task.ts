/** The chain of the workflow's tasks (Step Functions). */
import middy from '@middy/core';
import type * as z from 'zod';
import { logTasks } from './log-tasks.ts';
import { nameFailures } from './name-failures.ts';
import { refreshClock } from './refresh-clock.ts';

export { Work, WorkInput } from './work.ts';

/**
 * A task of the workflow: its input parsed, its typed outcome answered. Only trouble with the infrastructure is thrown, for the
 * definition's Retry; what the work comes to is an outcome that a Choice routes on.
 */
export function workflowTask<S extends z.ZodType, R>(
  input: S,
  task: (input: z.output<S>, remainingMs: () => number) => Promise<R>,
) {
  return middy<unknown, R>()
    .use(logTasks())
    .use(nameFailures())
    .use(refreshClock())
    .handler(async (event: unknown, context: { getRemainingTimeInMillis?: () => number }) =>
      task(input.parse(event), () => context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY),
    );
}
