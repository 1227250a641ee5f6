import type { Clock, Ids, Log, WorkflowEngine } from '../../ports.ts';
import type { Database } from '../database.ts';
import type { WorkflowTasks } from './invoke-task.ts';

/** Amazon States Language, parsed from JSON. */
export type WorkflowDefinitions = Readonly<Record<'session', unknown>>;

export interface LocalWorkflowOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly definitions: WorkflowDefinitions;
  readonly tasks: WorkflowTasks;
  readonly log: Log;
}

export interface LocalWorkflowEngine extends WorkflowEngine {
  /** Continues every execution that was running when the process ended. Once, at start. */
  resume(): Promise<void>;
  /** Resolves when no task runs and nothing is left to commit: every execution waits or has ended. */
  idle(): Promise<void>;
  /** Looks at the clock and runs what is due. Needed only after a test has moved the clock. */
  runDue(): Promise<void>;
  /** Starts nothing more. Results of tasks that still run are discarded: they run again after `resume`. */
  close(): Promise<void>;
}
