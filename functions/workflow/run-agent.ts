import { runAgent } from '../../lib/execution/index.ts';
import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';
import { platform } from '../runtime.ts';

/** The definition's timeout, less what the last commit may take. */
const maxRunMs = 840_000;
/** The same before the end of the invocation itself. */
const reserveMs = 30_000;

export const handler = workflowTask(WorkInput, ({ work }, remainingMs) => {
  const ports = platform();
  return runAgent(ports, work, ports.clock.now() + Math.min(remainingMs() - reserveMs, maxRunMs));
});
