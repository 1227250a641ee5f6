/** The chain of the workflow's tasks (Step Functions). */
import middy from '@middy/core';
import * as z from 'zod';
import { idOf } from '../../lib/identity/index.ts';
import { nameFailures } from './name-failures.ts';
import { refreshClock } from './refresh-clock.ts';

/** Ids only travel between invocations (design §5). `execution` fences off what an older execution still has in flight. */
export const Work = z.object({ workspaceId: idOf('wsp'), sessionId: idOf('ses'), execution: z.int().min(1) });
export type Work = z.infer<typeof Work>;
/** What every task without more to say is given. */
export const WorkInput = z.object({ work: Work });

/**
 * A task of the workflow: its input parsed, its typed outcome answered. Only trouble with the infrastructure is thrown, for the
 * definition's Retry; what the work comes to is an outcome that a Choice routes on.
 */
export function workflowTask<S extends z.ZodType, R>(
  input: S,
  task: (input: z.output<S>, remainingMs: () => number) => Promise<R>,
) {
  return middy<unknown, R>()
    .use(nameFailures())
    .use(refreshClock())
    .handler(async (event: unknown, context: { getRemainingTimeInMillis?: () => number }) =>
      task(input.parse(event), () => context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY),
    );
}
