import { settleAbandonedApply } from '../../lib/governance/index.ts';
import { closeSession, readSession } from '../../lib/sessions/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

/**
 * The decision's own commit has applied the work; what a large one left to fold in is finished here, or by the sweeper. Then the
 * execution ends: closing in a state of its own would be one more transition to pay for.
 */
export const handler = workflowTask(WorkInput, async ({ work }) => {
  const ports = platform();
  const session = await readSession(ports.table, work.workspaceId, work.sessionId);
  if (session) await settleAbandonedApply(ports, work.workspaceId, session.projectId);
  return { outcome: await closeSession(ports, work) };
});
