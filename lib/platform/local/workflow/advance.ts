/**
 * The interpreter: from where an execution stands and what happened to where it comes to rest next.
 * States that only choose or pass are walked through, so that they share the commit of the next task, wait or end.
 */
import { unreachable } from '../../../errors.ts';
import type { Clock, Ids } from '../../ports.ts';
import type { Json } from '../../table.ts';
import { bindingsOf, type Moment } from './bindings.ts';
import type { ChoiceState, Definition, Exit, State, TaskState, WaitState } from './definition.ts';
import type {
  EndStanding,
  Execution,
  Position,
  RunningExecution,
  RunningStanding,
  Standing,
  WorkflowEvent,
} from './execution.ts';
import type { Bindings } from './expression.ts';
import {
  errorMatches,
  type Failure,
  noChoiceMatchedError,
  queryEvaluationError,
  runtimeError,
  StateFailed,
  timeoutError,
} from './failure.ts';
import { decideRetry } from './retry.ts';
import type { Template } from './template.ts';

export interface Machine {
  readonly definition: Definition;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A definition that walks through more states than this without a task or a wait goes round in circles. */
const maxStatesPerCommit = 1_000;
const tokenBytes = 32;

/** Leaving one state for the next; `to` undefined ends the execution. */
interface Move {
  readonly to: string | undefined;
  readonly input: Json;
  readonly variables: Position['variables'];
}

/** Where a new execution first comes to rest. Its `standing` is not looked at. */
export function begin(machine: Machine, execution: Execution): Promise<Standing> {
  return walk(machine, execution, { to: machine.definition.startAt, input: execution.input, variables: {} });
}

/** Where a running execution comes to rest after `event`. Never throws for what a definition or a task did wrong. */
export async function advance(machine: Machine, execution: RunningExecution, event: WorkflowEvent): Promise<Standing> {
  const { standing } = execution;
  const state = machine.definition.states.get(standing.position.state);
  if (state?.type === 'task') return advanceTask(machine, execution, state, event);
  if (state?.type === 'wait' && event.kind === 'due') {
    return endOnFailure(async () => {
      const bindings = bindingsOf(execution, standing.position);
      return walk(machine, execution, await leave(state.exit, standing.position, bindings, standing.position.input));
    });
  }
  return failed(runtimeError, `The execution stands at "${standing.position.state}", where nothing can happen to it.`);
}

async function advanceTask(
  machine: Machine,
  execution: RunningExecution,
  state: TaskState,
  event: WorkflowEvent,
): Promise<Standing> {
  const { position } = execution.standing;
  switch (event.kind) {
    case 'failed':
      return failTask(machine, execution, state, event);
    case 'due':
      if (execution.standing.at === 'retry') return attempt(machine, state, position);
      return failTask(machine, execution, state, {
        error: timeoutError,
        cause: `The task did not answer within ${state.timeoutMs / 1000} s.`,
      });
    case 'completed':
      return tryTask(machine, execution, state, async () => {
        const bindings = bindingsOf(execution, position, { result: event.result });
        return leave(state.exit, position, bindings, event.result);
      });
    default:
      return unreachable(event);
  }
}

/** A task state whose own expressions fail is a failed task: it may be retried and caught. */
async function tryTask(
  machine: Machine,
  execution: RunningExecution,
  state: TaskState,
  work: () => Promise<Move>,
): Promise<Standing> {
  let move: Move;
  try {
    move = await work();
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    return failTask(machine, execution, state, error.failure);
  }
  return walk(machine, execution, move);
}

function failTask(
  machine: Machine,
  execution: RunningExecution,
  state: TaskState,
  failure: Failure,
): Promise<Standing> | Standing {
  const { position } = execution.standing;
  const retry = decideRetry(state.retry, position.retries, failure.error, () => machine.ids.random());
  if (retry !== undefined) {
    const dueAt = machine.clock.now() + retry.delayMs;
    return { at: 'retry', position: { ...position, retries: retry.retries }, dueAt };
  }
  const catcher = state.catch.find((candidate) => errorMatches(candidate.errorEquals, failure.error));
  if (catcher === undefined) return failed(failure.error, failure.cause);
  return endOnFailure(async () => {
    const errorOutput = { Error: failure.error, Cause: failure.cause };
    const bindings = bindingsOf(execution, position, { errorOutput });
    return walk(machine, execution, await leave(catcher, position, bindings, errorOutput));
  });
}

/** Enters states one after the other until one has to be waited for, or the execution ends. */
async function walk(machine: Machine, execution: Execution, move: Move): Promise<Standing> {
  let next = move;
  for (let entered = 0; entered < maxStatesPerCommit; entered += 1) {
    if (next.to === undefined) return { at: 'end', status: 'succeeded', output: next.input };
    const state = machine.definition.states.get(next.to);
    if (state === undefined) return failed(runtimeError, `The definition has no state "${next.to}".`);
    const position: Position = {
      state: next.to,
      input: next.input,
      variables: next.variables,
      enteredAt: machine.clock.now(),
      retries: [],
    };
    const step = await endOnFailure(() => enter(machine, execution, state, position));
    if ('at' in step) return step;
    next = step;
  }
  return failed(runtimeError, `More than ${maxStatesPerCommit} states without a task or a wait.`);
}

async function enter(
  machine: Machine,
  execution: Execution,
  state: State,
  position: Position,
): Promise<Move | Standing> {
  if (state.type === 'task') return attempt(machine, state, position);
  const bindings = bindingsOf(execution, position);
  switch (state.type) {
    case 'choice':
      return choose(state, position, bindings);
    case 'wait':
      return { at: 'wait', position, dueAt: await endOfWait(machine, state, bindings) };
    case 'pass':
      return leave(state.exit, position, bindings, position.input);
    case 'succeed':
      return { at: 'end', status: 'succeeded', output: await outputOf(state.output, bindings, position.input) };
    case 'fail':
      return failed(await textOf(state.error, 'Error', bindings), await textOf(state.cause, 'Cause', bindings));
    default:
      return unreachable(state);
  }
}

/** A new attempt of a task: a callback's token and the time it is good for begin here. */
function attempt(machine: Machine, state: TaskState, position: Position): RunningStanding {
  if (!state.callback) return { at: 'task', position };
  const dueAt = machine.clock.now() + state.timeoutMs;
  return { at: 'callback-task', position, token: machine.ids.secret(tokenBytes), dueAt };
}

async function choose(state: ChoiceState, position: Position, bindings: Bindings): Promise<Move> {
  for (const rule of state.rules) {
    const holds = await rule.condition.evaluate(bindings);
    if (typeof holds !== 'boolean') throw new StateFailed(queryEvaluationError, 'Condition is not a boolean.');
    if (holds) return leave(rule, position, bindings, position.input);
  }
  if (state.otherwise === undefined) throw new StateFailed(noChoiceMatchedError, 'No rule matched.');
  return { to: state.otherwise, input: position.input, variables: position.variables };
}

/** Output and Assign see the same snapshot: what is assigned here is not visible in this state's Output. */
async function leave(exit: Exit, position: Position, bindings: Bindings, result: Json): Promise<Move> {
  const input = await outputOf(exit.output, bindings, result);
  if (exit.assign === undefined) return { to: exit.next, input, variables: position.variables };
  const assigned = await exit.assign.evaluate(bindings);
  return { to: exit.next, input, variables: Object.assign({}, position.variables, assigned) };
}

async function outputOf(template: Template | undefined, bindings: Bindings, otherwise: Json): Promise<Json> {
  return template === undefined ? otherwise : template.evaluate(bindings);
}

async function endOfWait(machine: Machine, state: WaitState, bindings: Bindings): Promise<number> {
  if ('seconds' in state.until) {
    const seconds = await state.until.seconds.evaluate(bindings);
    if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0) {
      return machine.clock.now() + seconds * 1000;
    }
    throw new StateFailed(queryEvaluationError, 'Seconds is not a whole number of seconds.');
  }
  const timestamp = await state.until.timestamp.evaluate(bindings);
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(time)) throw new StateFailed(queryEvaluationError, 'Timestamp is not a time.');
  return time;
}

async function textOf(template: Template, field: string, bindings: Bindings): Promise<string> {
  const text = await template.evaluate(bindings);
  if (typeof text !== 'string') throw new StateFailed(queryEvaluationError, `${field} is not a string.`);
  return text;
}

function failed(error: string, cause: string): EndStanding {
  return { at: 'end', status: 'failed', error, cause };
}

/** Outside of a task nothing is retried or caught: the execution fails with the state's error. */
async function endOnFailure<T>(step: () => Promise<T>): Promise<T | EndStanding> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    return failed(error.failure.error, error.failure.cause);
  }
}

/** What a task is called with. @throws StateFailed when its Arguments cannot be evaluated. */
export function evaluatePayload(execution: RunningExecution, state: TaskState): Promise<Json> {
  const { standing } = execution;
  const moment: Moment = 'token' in standing ? { token: standing.token } : {};
  return state.payload.evaluate(bindingsOf(execution, standing.position, moment));
}
