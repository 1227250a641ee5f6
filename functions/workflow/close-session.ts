import { closeSession } from '../../lib/sessions/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

export const handler = workflowTask(WorkInput, async ({ work }) => ({ outcome: await closeSession(platform(), work) }));
