export { DefinitionRefused } from './definition-schema.ts';
export type { WorkflowTask, WorkflowTasks } from './invoke-task.ts';
export {
  createLocalWorkflowEngine,
  finishedRetentionMs,
  type LocalWorkflowEngine,
  type LocalWorkflowOptions,
  type WorkflowDefinitions,
} from './local-engine.ts';
