import { createHash } from 'node:crypto';
import { unreachable } from '../../../errors.ts';
import type { Json } from '../../table.ts';
import type { Catcher, ChoiceState, Definition, Exit, Retrier, State, TaskState, WaitState } from './definition.ts';
import {
  DefinitionRefused,
  maxDelaySeconds,
  parseDefinition,
  type RetrierSource,
  type SourceOf,
  type StateSource,
} from './definition-schema.ts';
import { expressionText, type StatesField } from './expression.ts';
import { compileTemplate, messageOf, type Template } from './template.ts';

const callbackSuffix = '.waitForTaskToken';
const anyError = 'States.ALL';

const atEntry: readonly StatesField[] = ['input', 'context'];
const afterTask: readonly StatesField[] = ['input', 'context', 'result'];
const afterError: readonly StatesField[] = ['input', 'context', 'errorOutput'];

/** What a state's compilation needs from its definition. */
interface Surroundings {
  readonly place: string;
  readonly tasks: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/**
 * Reads an Amazon States Language definition (JSONata) and checks all that can be known before it runs.
 * @throws DefinitionRefused naming the state: anything outside the supported part, a missing target, an unknown task,
 * a variable nobody assigns, a syntax error.
 */
export function compileDefinition(workflow: string, source: unknown, taskNames: Iterable<string>): Definition {
  const parsed = parseDefinition(workflow, source);
  const tasks = new Set(taskNames);
  const variables = new Set(Object.values(parsed.States).flatMap(assignedBy));
  if (!Object.hasOwn(parsed.States, parsed.StartAt)) {
    throw new DefinitionRefused(`workflow ${workflow}: StartAt names no state: "${parsed.StartAt}"`);
  }
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(parsed.States)) {
    const place = `workflow ${workflow}: state "${name}"`;
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(parsed.States, target)) refuse(place, `Next names no state: "${target}"`);
    }
    states.set(name, compileState(state, { place, tasks, variables }));
  }
  return { workflow, digest: digestOf(source), startAt: parsed.StartAt, states };
}

export function digestOf(source: unknown): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex');
}

function refuse(place: string, problem: string): never {
  throw new DefinitionRefused(`${place}: ${problem}`);
}

function assignedBy(state: StateSource): string[] {
  const own = 'Assign' in state ? [state.Assign] : [];
  const rules = state.Type === 'Choice' ? state.Choices.map((rule) => rule.Assign) : [];
  const catchers = state.Type === 'Task' ? state.Catch.map((catcher) => catcher.Assign) : [];
  return [...own, ...rules, ...catchers].flatMap((assign) => Object.keys(assign ?? {}));
}

function targetsOf(state: StateSource): string[] {
  const targets: (string | undefined)[] = [];
  if ('Next' in state) targets.push(state.Next);
  if (state.Type === 'Choice') targets.push(state.Default, ...state.Choices.map((rule) => rule.Next));
  if (state.Type === 'Task') targets.push(...state.Catch.map((catcher) => catcher.Next));
  return targets.filter((target) => target !== undefined);
}

function compileState(state: StateSource, around: Surroundings): State {
  switch (state.Type) {
    case 'Task':
      return compileTask(state, around);
    case 'Choice':
      return compileChoice(state, around);
    case 'Wait':
      return compileWait(state, around);
    case 'Pass':
      return { type: 'pass', exit: compileExit(state, atEntry, around) };
    case 'Succeed':
      return { type: 'succeed', output: compileOptional(state.Output, 'Output', atEntry, around) };
    case 'Fail':
      return {
        type: 'fail',
        error: compileField(state.Error ?? '', 'Error', atEntry, around),
        cause: compileField(state.Cause ?? '', 'Cause', atEntry, around),
      };
    default:
      return unreachable(state);
  }
}

function compileTask(state: SourceOf<'Task'>, around: Surroundings): TaskState {
  const task = state.Arguments.FunctionName.slice('${'.length, -'}'.length);
  if (!around.tasks.has(task)) refuse(around.place, `there is no task "${task}"`);
  checkWildcards(state.Retry, 'Retry', around.place);
  checkWildcards(state.Catch, 'Catch', around.place);
  return {
    type: 'task',
    task,
    callback: state.Resource.endsWith(callbackSuffix),
    timeoutMs: state.TimeoutSeconds * 1000,
    payload: compileField(state.Arguments.Payload, 'Arguments/Payload', atEntry, around),
    retry: state.Retry.map(compileRetrier),
    catch: state.Catch.map((catcher): Catcher => {
      return { errorEquals: catcher.ErrorEquals, ...compileRule(catcher, afterError, around) };
    }),
    exit: compileExit(state, afterTask, around),
  };
}

/** The language's rule: `States.ALL` stands alone, and in the last place. */
function checkWildcards(rules: readonly { readonly ErrorEquals: string[] }[], field: string, place: string): void {
  for (const [index, { ErrorEquals }] of rules.entries()) {
    if (!ErrorEquals.includes(anyError)) continue;
    if (ErrorEquals.length > 1 || index < rules.length - 1) {
      refuse(place, `${field}: ${anyError} must stand alone and last`);
    }
  }
}

function compileRetrier(source: RetrierSource): Retrier {
  return {
    errorEquals: source.ErrorEquals,
    intervalSeconds: source.IntervalSeconds,
    maxAttempts: source.MaxAttempts,
    backoffRate: source.BackoffRate,
    maxDelaySeconds: source.MaxDelaySeconds ?? maxDelaySeconds,
    jitter: source.JitterStrategy === 'FULL',
  };
}

function compileChoice(state: SourceOf<'Choice'>, around: Surroundings): ChoiceState {
  const rules = state.Choices.map((rule) => {
    if (typeof rule.Condition === 'string' && expressionText(rule.Condition) === undefined) {
      refuse(around.place, 'Condition is not an expression');
    }
    const condition = compileField(rule.Condition, 'Condition', atEntry, around);
    return { condition, ...compileRule(rule, atEntry, around) };
  });
  return { type: 'choice', rules, otherwise: state.Default };
}

function compileWait(state: SourceOf<'Wait'>, around: Surroundings): WaitState {
  const { Seconds: seconds, Timestamp: timestamp } = state;
  if ((seconds === undefined) === (timestamp === undefined)) {
    refuse(around.place, 'needs exactly one of Seconds and Timestamp');
  }
  const exit = compileExit(state, atEntry, around);
  if (timestamp !== undefined) {
    const literal = expressionText(timestamp) === undefined;
    if (literal && Number.isNaN(Date.parse(timestamp))) refuse(around.place, 'Timestamp is not a time');
    return { type: 'wait', until: { timestamp: compileField(timestamp, 'Timestamp', atEntry, around) }, exit };
  }
  if (typeof seconds === 'string' && expressionText(seconds) === undefined) {
    refuse(around.place, 'Seconds is not a number');
  }
  return { type: 'wait', until: { seconds: compileField(seconds ?? 0, 'Seconds', atEntry, around) }, exit };
}

interface ExitSource {
  readonly Next?: string | undefined;
  readonly End?: true | undefined;
  readonly Output?: Json | undefined;
  readonly Assign?: Readonly<Record<string, Json>> | undefined;
}

function compileExit(source: ExitSource, fields: readonly StatesField[], around: Surroundings): Exit {
  if ((source.Next === undefined) === (source.End === undefined)) {
    refuse(around.place, 'needs exactly one of Next and End');
  }
  return compileRule(source, fields, around);
}

function compileRule(source: ExitSource, fields: readonly StatesField[], around: Surroundings): Exit {
  return {
    next: source.Next,
    output: compileOptional(source.Output, 'Output', fields, around),
    assign: compileOptional(source.Assign, 'Assign', fields, around),
  };
}

function compileOptional(
  source: Json | undefined,
  field: string,
  fields: readonly StatesField[],
  around: Surroundings,
): Template | undefined {
  return source === undefined ? undefined : compileField(source, field, fields, around);
}

function compileField(source: Json, field: string, fields: readonly StatesField[], around: Surroundings): Template {
  const template = compileOrRefuse(source, field, around.place);
  for (const expression of template.expressions) {
    for (const name of expression.variables) {
      if (name === 'states') refuse(around.place, `${field}: $states is only used through one of its fields`);
      if (!around.variables.has(name)) refuse(around.place, `${field}: nothing assigns the variable $${name}`);
    }
    for (const name of expression.statesFields) {
      if (!fields.some((known) => known === name)) refuse(around.place, `${field}: $states.${name} is not known here`);
    }
  }
  return template;
}

function compileOrRefuse(source: Json, field: string, place: string): Template {
  try {
    return compileTemplate(source, field);
  } catch (error) {
    return refuse(place, `${field}: ${messageOf(error)}`);
  }
}
