/** An execution of a workflow and where it stands: exactly what is stored at each commit. */
import type { Json } from '../../table.ts';

/** What a running execution carries from state to state. */
export interface Position {
  readonly state: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  /** When the state was entered, epoch milliseconds; a retry does not enter it again. */
  readonly enteredAt: number;
  /** Retries made since then, per retrier of the state. */
  readonly retries: readonly number[];
}

/** A place where an execution can rest: it is committed before anything that follows from it is done. */
export type RunningStanding =
  /** The task is to be invoked, or was and has not answered. After a crash it is invoked again. */
  | { readonly at: 'task'; readonly position: Position }
  /** The same for a task that is answered by its token; the token is good until `dueAt`. */
  | { readonly at: 'callback-task'; readonly position: Position; readonly token: string; readonly dueAt: number }
  /** That task was invoked and returned; only its token is waited for. */
  | { readonly at: 'callback'; readonly position: Position; readonly token: string; readonly dueAt: number }
  | { readonly at: 'wait'; readonly position: Position; readonly dueAt: number }
  | { readonly at: 'retry'; readonly position: Position; readonly dueAt: number };

export type EndStanding =
  | { readonly at: 'end'; readonly status: 'succeeded'; readonly output: Json }
  | { readonly at: 'end'; readonly status: 'failed'; readonly error: string; readonly cause: string };

export type Standing = RunningStanding | EndStanding;

export interface Execution<S extends Standing = Standing> {
  readonly workflow: string;
  readonly name: string;
  /** Digest of the definition it began with. */
  readonly definition: string;
  readonly input: Json;
  readonly startedAt: number;
  /** Grows with each commit; of two events that saw the same revision, one wins. */
  readonly revision: number;
  readonly standing: S;
}
export type RunningExecution = Execution<RunningStanding>;

/** What happened to an execution at the place where it stands. */
export type WorkflowEvent =
  | { readonly kind: 'completed'; readonly result: Json }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string }
  /** The time it waited for has come: a wait is over, a retry is due, a task or its token has timed out. */
  | { readonly kind: 'due' };

export type TaskExecution = Execution<Extract<RunningStanding, { at: 'task' | 'callback-task' }>>;

export function isTask(execution: Execution): execution is TaskExecution {
  return execution.standing.at === 'task' || execution.standing.at === 'callback-task';
}

/** An attempt of a task that this process has called, until what follows from its answer is committed. */
export interface InFlight {
  readonly execution: RunningExecution;
  /** When a task without token times out. A token's time is in the row, because it outlives the process. */
  dueAt: number | undefined;
  /** What follows is being committed. */
  isAnswered: boolean;
}

/** Names one attempt of one task of one execution. */
export function attemptOf({ workflow, name, revision }: Pick<Execution, 'workflow' | 'name' | 'revision'>): string {
  return `${workflow}:${name}:${revision}`;
}
