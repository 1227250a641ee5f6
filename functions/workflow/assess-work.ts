import { assessWork } from '../../lib/checkpoints/index.ts';
import { admitQueued } from '../../lib/sessions/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

export const handler = workflowTask(WorkInput, async ({ work }) => {
  const outcome = await assessWork(platform(), work);
  if (outcome === 'completed') await admitQueued(platform(), work.workspaceId);
  return { outcome };
});
