/** JSON with `{% … %}` strings in it, as in Arguments, Output and Assign. */
import type { Json } from '../../table.ts';
import { maxWorkflowPayloadBytes } from '../../workflow-input.ts';
import { type Bindings, compileExpression, type Expression, expressionText } from './expression.ts';
import { dataLimitError, queryEvaluationError, StateFailed } from './failure.ts';

export interface Template {
  readonly expressions: readonly Expression[];
  /** @throws StateFailed `States.QueryEvaluationError` when an expression fails or gives nothing, or `States.DataLimitExceeded`. */
  evaluate(bindings: Bindings): Promise<Json>;
}

type Part = (bindings: Bindings) => Promise<unknown>;

/** @throws what `compileExpression` throws. */
export function compileTemplate(template: Json, field: string): Template {
  const expressions: Expression[] = [];
  const part = compilePart(template, field, expressions);
  return {
    expressions,
    evaluate: async (bindings) => plainJson(part === undefined ? template : await part(bindings), field),
  };
}

/** Undefined where nothing has to be evaluated, so that constant parts cost nothing. */
function compilePart(template: Json | undefined, field: string, expressions: Expression[]): Part | undefined {
  if (typeof template === 'string') return compileString(template, field, expressions);
  if (typeof template !== 'object' || template === null) return undefined;
  const members = Object.entries(template).map(([name, value]) => {
    return { name, value, part: compilePart(value, `${field}/${name}`, expressions) };
  });
  if (members.every((member) => member.part === undefined)) return undefined;
  const isArray = Array.isArray(template);
  return async (bindings) => {
    const entries: [string, unknown][] = [];
    for (const { name, value, part } of members) {
      entries.push([name, part === undefined ? value : await part(bindings)]);
    }
    return isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  };
}

function compileString(template: string, field: string, expressions: Expression[]): Part | undefined {
  const text = expressionText(template);
  if (text === undefined) return undefined;
  const expression = compileExpression(text);
  expressions.push(expression);
  return (bindings) => evaluateDefined(expression, bindings, field);
}

async function evaluateDefined(expression: Expression, bindings: Bindings, field: string): Promise<unknown> {
  let value: unknown;
  try {
    value = await expression.evaluate(bindings);
  } catch (error) {
    throw new StateFailed(queryEvaluationError, `${field}: {% ${expression.text} %}: ${messageOf(error)}`);
  }
  if (value === undefined || isFunction(value)) {
    throw new StateFailed(queryEvaluationError, `${field}: {% ${expression.text} %} gave nothing that is JSON.`);
  }
  return value;
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

/** JSONata throws plain objects with a message. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/**
 * A copy as storage would give it back: JSONata marks its arrays, and a marked one behaves differently in the next
 * expression, so an execution continued after a crash would differ from one that was not.
 */
export function plainJson(value: unknown, field: string): Json {
  const text = JSON.stringify(value);
  if (text === undefined) throw new StateFailed(queryEvaluationError, `${field}: the value is not JSON.`);
  if (Buffer.byteLength(text) > maxWorkflowPayloadBytes) {
    throw new StateFailed(dataLimitError, `${field}: the value is larger than ${maxWorkflowPayloadBytes} bytes.`);
  }
  const copy: Json = JSON.parse(text);
  return copy;
}
