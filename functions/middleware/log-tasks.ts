import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod';
import { platform, settings } from '../runtime.ts';
import { workNamedIn } from './work.ts';

const Outcome = z.object({ outcome: z.string() });

/** One line for each task that was done: for which execution of which session, and what it came to. Of what it was given nothing else (I13). */
export const logTasks = (): MiddlewareObj<unknown, unknown> => ({
  after: ({ event, response }) => {
    if (!settings().logRequests) return;
    platform().log.info('task.done', { ...workNamedIn(event), ...Outcome.safeParse(response).data });
  },
});
