import type { Json } from '../../table.ts';
import { evaluatePayload } from './advance.ts';
import type { TaskState } from './definition.ts';
import type { RunningExecution, WorkflowEvent } from './execution.ts';
import { failureOfTask, runtimeError, StateFailed } from './failure.ts';
import { plainJson } from './template.ts';

/** One task of the definitions, by the name they use. May be called again with the same payload after a crash. */
export type WorkflowTask = (payload: Json, context: { readonly taskToken?: string }) => Promise<Json>;
export type WorkflowTasks = Readonly<Record<string, WorkflowTask>>;

/** Calls a state's task and answers what came of it, in the shape `lambda:invoke` gives results. Never throws. */
export async function invokeTask(
  tasks: WorkflowTasks,
  execution: RunningExecution,
  state: TaskState,
): Promise<WorkflowEvent> {
  const task = tasks[state.task];
  const { standing } = execution;
  try {
    if (task === undefined) throw new StateFailed(runtimeError, `There is no task "${state.task}".`);
    const payload = await evaluatePayload(execution, state);
    const answer = await task(payload, 'token' in standing ? { taskToken: standing.token } : {});
    return { kind: 'completed', result: { Payload: plainJson(answer ?? null, 'result'), StatusCode: 200 } };
  } catch (error) {
    const failure = error instanceof StateFailed ? error.failure : failureOfTask(error);
    return { kind: 'failed', ...failure };
  }
}
