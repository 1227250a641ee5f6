/** A definition ready to run: expressions compiled, targets, tasks and variables checked. */
import type { Template } from './template.ts';

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitter: boolean;
}

/** What leaving a state does. `next` undefined ends the execution; `output` undefined keeps what the state would pass on. */
export interface Exit {
  readonly next: string | undefined;
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
}

export interface Catcher extends Exit {
  readonly errorEquals: readonly string[];
}

export interface TaskState {
  readonly type: 'task';
  readonly task: string;
  /** Whether the task's result is handed in by `wake` instead of returned. */
  readonly callback: boolean;
  readonly timeoutMs: number;
  readonly payload: Template;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
  readonly exit: Exit;
}

export interface ChoiceRule extends Exit {
  readonly condition: Template;
}

export interface ChoiceState {
  readonly type: 'choice';
  readonly rules: readonly ChoiceRule[];
  readonly otherwise: string | undefined;
}

export interface WaitState {
  readonly type: 'wait';
  readonly until: { readonly seconds: Template } | { readonly timestamp: Template };
  readonly exit: Exit;
}

export type State =
  | TaskState
  | ChoiceState
  | WaitState
  | { readonly type: 'pass'; readonly exit: Exit }
  | { readonly type: 'succeed'; readonly output: Template | undefined }
  | { readonly type: 'fail'; readonly error: Template; readonly cause: Template };

export interface Definition {
  readonly workflow: string;
  /** SHA-256 of the definition's JSON: an execution keeps the definition it began with. */
  readonly digest: string;
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}
