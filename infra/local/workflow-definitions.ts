import type { WorkflowDefinitions, WorkflowTasks } from '../../lib/platform/local/workflow/index.ts';

export const definitions: WorkflowDefinitions = {
  session: {
    QueryLanguage: 'JSONata',
    StartAt: 'Close the session',
    States: { 'Close the session': { Type: 'Succeed' } },
  },
};

export const tasks: WorkflowTasks = {};
