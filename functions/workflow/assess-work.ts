import { WorkInput, workflowTask } from '../middleware/workflow-task.ts';

/** A state of its own once. Executions that were begun then still come here, and go on to the wait, which assesses the work itself. */
export const handler = workflowTask(WorkInput, async () => ({ outcome: 'ask' }));
