import { settleAbandonedApply } from '../../lib/governance/index.ts';
import { readSession, standingOf } from '../../lib/sessions/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

/** The decision's own commit has applied the work; what a large one left to fold in is finished here, or by the sweeper. */
export const handler = workflowTask(WorkInput, async ({ work }) => {
  const session = await readSession(platform().table, work.workspaceId, work.sessionId);
  if (session) await settleAbandonedApply(platform(), work.workspaceId, session.projectId);
  return { outcome: session ? standingOf(session) : 'cancelled' };
});
