import * as z from 'zod';
import { idOf } from '../../lib/identity/index.ts';

/** Ids only travel between invocations. `execution` fences off what an older execution still has in flight. */
export const Work = z.object({ workspaceId: idOf('wsp'), sessionId: idOf('ses'), execution: z.int().min(1) });
export type Work = z.infer<typeof Work>;
/** What every task without more to say is given. */
export const WorkInput = z.object({ work: Work });

/** For log lines: nothing where a task was given something else. */
export const workNamedIn = (event: unknown): Partial<Work> => WorkInput.safeParse(event).data?.work ?? {};
