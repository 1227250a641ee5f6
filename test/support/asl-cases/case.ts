import type { Json } from '../../../lib/platform/index.ts';

/** What a scripted task does when it is called. */
export type TaskAnswer =
  | { readonly returns: Json }
  | { readonly returnsBytes: number }
  | { readonly throws: string; readonly message?: string }
  /** Answers only after so long, when its caller should have given up on it. */
  | { readonly hangsSeconds: number }
  /** Completes its own token before it does anything else. */
  | { readonly wakesItself: Json; readonly throws?: string };

export type Happening =
  /** `calls`: how many task calls there were by then, in all. */
  | { readonly afterSeconds: number; readonly calls?: number }
  /** `token`: counted from 1 in the order the tasks were given them. */
  | { readonly wake: Json; readonly token: number; readonly answer: 'woken' | 'gone' };

export interface Call {
  readonly task: string;
  readonly payload: Json;
}

export interface AslCase {
  /** A full sentence of behaviour. */
  readonly name: string;
  /** The first one is where the execution starts. */
  readonly states: Readonly<Record<string, Json>>;
  readonly input?: Json;
  /** Answers by the payload's `attempt` (else the first); the last one repeats. A task that is not named returns null. */
  readonly tasks?: Readonly<Record<string, readonly TaskAnswer[]>>;
  /** After the start, in this order; all that can go on has gone on before the next one. */
  readonly happenings?: readonly Happening[];
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly error?: string;
  readonly cause?: string;
  /** Every task call in order. A task token is written `token 1`, `token 2`, in the order they were seen. */
  readonly calls?: readonly Call[];
}

export function definitionOf(aslCase: AslCase): { readonly [field: string]: Json } {
  const [startAt = ''] = Object.keys(aslCase.states);
  return { QueryLanguage: 'JSONata', StartAt: startAt, States: aslCase.states };
}

const attempt = '{% $states.context.State.RetryCount %}';

type Fields = Readonly<Record<string, Json>>;

/** A task that is told how often it was retried. It ends the execution unless `fields` name a Next. */
export function task(name: string, fields: Fields = {}, payload: Json = { attempt }): Json {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: `\${${name}}`, Payload: payload },
    TimeoutSeconds: 60,
    ...('Next' in fields ? {} : { End: true }),
    ...fields,
  };
}

/** The same, answered by its token, which is good for a minute. */
export function callback(
  name: string,
  fields: Fields = {},
  payload: Json = { attempt, taskToken: '{% $states.context.Task.Token %}' },
): Json {
  const base = task(name, fields, payload);
  return { ...(base as Fields), Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' };
}

/** A last state that shows in a call what reached it. */
export const record = (payload: Json = { seen: '{% $states.input %}' }): Json => task('record', {}, payload);
export const recorded = (payload: Json): Call => ({ task: 'record', payload });

export const catchAll = (next: string, fields: Fields = {}): Json => [
  { ErrorEquals: ['States.ALL'], Next: next, ...fields },
];
