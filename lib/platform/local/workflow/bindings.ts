/** What the expressions of a state see: its variables and `$states`. */
import type { Json } from '../../table.ts';
import type { Execution, Position, Standing } from './execution.ts';
import type { Bindings } from './expression.ts';

/** The parts of `$states` that exist only at some moments of a state. */
export interface Moment {
  readonly result?: Json;
  readonly errorOutput?: { readonly Error: string; readonly Cause: string };
  readonly token?: string;
}

/** `$states.context` holds the members that AWS and this host both have. */
export function bindingsOf(execution: Execution<Standing>, position: Position, moment: Moment = {}): Bindings {
  const { result, errorOutput, token } = moment;
  const context = {
    Execution: {
      Id: `${execution.workflow}:${execution.name}`,
      Name: execution.name,
      Input: execution.input,
      StartTime: new Date(execution.startedAt).toISOString(),
    },
    StateMachine: { Name: execution.workflow },
    State: {
      Name: position.state,
      EnteredTime: new Date(position.enteredAt).toISOString(),
      RetryCount: position.retries.reduce((sum, count) => sum + count, 0),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
  return { ...position.variables, states: { input: position.input, context, result, errorOutput } };
}
