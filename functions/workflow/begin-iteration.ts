import { readSession, standingOf } from '../../lib/sessions/index.ts';
import { beginIteration } from '../../lib/staging/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

export const handler = workflowTask(WorkInput, async ({ work }) => {
  const session = await readSession(platform().table, work.workspaceId, work.sessionId);
  if (!session || session.execution !== work.execution) return { outcome: 'cancelled' };
  return { outcome: standingOf(await beginIteration(platform(), session)) };
});
