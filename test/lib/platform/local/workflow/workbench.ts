/** An engine on a database of its own, as small as a test needs it. */
import type { Json, Log } from '../../../../../lib/platform/index.ts';
import { type Database, openDatabase } from '../../../../../lib/platform/local/database.ts';
import {
  createLocalWorkflowEngine,
  type LocalWorkflowEngine,
  type LocalWorkflowOptions,
  type WorkflowTasks,
} from '../../../../../lib/platform/local/workflow/index.ts';
import { definitionOf } from '../../../../support/asl-cases.ts';
import { createManualClock, type ManualClock } from '../../../../support/manual-clock.ts';
import { createCountingIds, silentLog } from './case-world.ts';

export interface Workbench {
  readonly clock: ManualClock;
  readonly database: Database;
  /** Another engine over the same database. */
  open(
    states: Readonly<Record<string, Json>>,
    tasks: WorkflowTasks,
    others?: Partial<LocalWorkflowOptions>,
  ): LocalWorkflowEngine;
  close(): Promise<void>;
}

export function createWorkbench(database: Database = openDatabase(':memory:')): Workbench {
  const clock = createManualClock();
  const ids = createCountingIds();
  const engines: LocalWorkflowEngine[] = [];
  return {
    clock,
    database,
    open(states, tasks, others) {
      const definitions = { session: definitionOf({ name: '', status: 'succeeded', states }) };
      const engine = createLocalWorkflowEngine({
        database,
        clock,
        ids,
        log: silentLog,
        definitions,
        tasks,
        ...others,
      });
      engines.push(engine);
      return engine;
    },
    async close() {
      for (const engine of engines) await engine.close();
      database.close();
    },
  };
}

/** Collects the error lines of a log. */
export function recordingLog(): Log & { readonly errors: { event: string; fields: unknown }[] } {
  const errors: { event: string; fields: unknown }[] = [];
  return { errors, info: () => undefined, error: (event, fields) => errors.push({ event, fields }) };
}

/** A task that answers when it is told to, and says when it is called. */
export function heldTask() {
  const called = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Json>();
  let calls = 0;
  return {
    called: called.promise,
    answer: answer.resolve,
    fail: answer.reject,
    get calls() {
      return calls;
    },
    task: () => {
      calls += 1;
      called.resolve();
      return answer.promise;
    },
  };
}
