import * as z from 'zod';
import { recordFailure } from '../../lib/sessions/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

const maxDetailLength = 2000;
/** From a task's typed outcome, or from a Catch: then the code is the error's name and the detail what it said. */
const Input = WorkInput.extend({
  failure: z.object({
    code: z.string().max(256).default('workflow_failed'),
    detail: z.string().default('The workflow failed.'),
    step: z.string().default('Run the agent'),
  }),
});

export const handler = workflowTask(Input, async ({ work, failure }) => ({
  outcome: await recordFailure(platform(), work, {
    ...failure,
    detail: failure.detail.slice(0, maxDetailLength).toWellFormed(),
  }),
}));
