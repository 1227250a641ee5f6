export { DefinitionRefused } from './definition-schema.ts';
export type { LocalWorkflowEngine, LocalWorkflowOptions, WorkflowDefinitions } from './engine-options.ts';
export type { WorkflowTask, WorkflowTasks } from './invoke-task.ts';
export { createLocalWorkflowEngine, finishedRetentionMs } from './local-engine.ts';
