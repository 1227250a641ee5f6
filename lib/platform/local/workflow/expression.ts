/** One JSONata expression of a definition: checked when the engine is created, compiled once. */
import jsonata from 'jsonata';

/** What `$states` holds depends on where an expression stands. */
export type StatesField = 'input' | 'result' | 'errorOutput' | 'context';

/** Names an expression sees: the execution's variables and `states`. */
export type Bindings = Readonly<Record<string, unknown>>;

export interface Expression {
  readonly text: string;
  /** Variables it reads that are neither its own nor functions. */
  readonly variables: ReadonlySet<string>;
  readonly statesFields: ReadonlySet<string>;
  evaluate(bindings: Bindings): Promise<unknown>;
}

/**
 * JSONata functions an expression may call. Left out: `$eval` (unknown to Step Functions) and what answers differently
 * each time (`$now`, `$millis`, `$random`, `$shuffle`), since an expression is evaluated again after a crash.
 */
const knownFunctions: ReadonlySet<string> = new Set(
  `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match
  contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power
  boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type
  sort distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis
  fromMillis`.split(/\s+/),
);

/** The text between `{%` and `%}`, or undefined for a plain string. */
export function expressionText(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** @throws what JSONata throws for a syntax error: an object with a message. */
export function compileExpression(text: string): Expression {
  const compiled = jsonata(text);
  const names: Names = { used: new Set(), bound: new Set(), statesFields: new Set() };
  collectNames(compiled.ast(), names);
  return {
    text,
    variables: new Set([...names.used].filter((name) => !names.bound.has(name) && !knownFunctions.has(name))),
    statesFields: names.statesFields,
    evaluate: (bindings) => compiled.evaluate(undefined, bindings),
  };
}

interface Names {
  readonly used: Set<string>;
  readonly bound: Set<string>;
  readonly statesFields: Set<string>;
}

/** JSONata's own names for the current item and the document; both are legal inside predicates. */
const contextNames: ReadonlySet<unknown> = new Set(['', '$']);

function collectNames(node: unknown, names: Names): void {
  if (Array.isArray(node)) {
    for (const part of node) collectNames(part, names);
    return;
  }
  if (!isNode(node)) return;
  if (node.type === 'variable' && typeof node.value === 'string' && !contextNames.has(node.value)) {
    names.used.add(node.value);
  }
  for (const binder of bindersOf(node)) names.bound.add(binder);
  const field = statesFieldOf(node);
  if (field !== undefined) names.statesFields.add(field);
  for (const [member, part] of Object.entries(node)) {
    // The first step of `$states.x` was read above; visiting it again would look like a bare `$states`.
    collectNames(field !== undefined && member === 'steps' && Array.isArray(part) ? part.slice(1) : part, names);
  }
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function bindersOf(node: Node): string[] {
  const binders: unknown[] = [node.focus, node.index];
  if (node.type === 'lambda' && Array.isArray(node.arguments)) {
    binders.push(...node.arguments.map((argument: unknown) => (isNode(argument) ? argument.value : undefined)));
  }
  if (node.type === 'bind' && isNode(node.lhs)) binders.push(node.lhs.value);
  return binders.filter((binder) => typeof binder === 'string');
}

function statesFieldOf(node: Node): string | undefined {
  if (node.type !== 'path' || !Array.isArray(node.steps)) return undefined;
  const [root, field]: unknown[] = node.steps;
  if (!isNode(root) || root.type !== 'variable' || root.value !== 'states') return undefined;
  return isNode(field) && typeof field.value === 'string' ? field.value : undefined;
}
