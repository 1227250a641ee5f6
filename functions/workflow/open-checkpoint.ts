import * as z from 'zod';
import { afterOpening, openCheckpoint } from '../../lib/checkpoints/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

/** `token` wakes the workflow once: it is stored with the checkpoint and never told to anyone. */
const Input = WorkInput.extend({ token: z.string().min(1) });

export const handler = workflowTask(Input, async ({ work, token }) => {
  const ports = platform();
  const opened = await openCheckpoint(ports, { ...work, token });
  await afterOpening(ports, work.workspaceId, token, opened);
  return { outcome: opened.outcome };
});
