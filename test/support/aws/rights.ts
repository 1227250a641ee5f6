/** Which rights of the deployment nobody used: from what the emulator wrote down while everything ran (emulator.py). */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { functionTable } from '../../../infra/stacks/function-table.ts';
import { logicalPrefix } from './deployed-functions.ts';
import { notReached, type UnusedRight } from './unused-rights.ts';

const Line = z.object({
  kind: z.enum(['granted', 'used']),
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
});
/** As the table of unused rights names it. */
export interface NamedRight {
  readonly function: string;
  readonly action: string;
  readonly on: string;
}

/** Generated names as what they stand for; the first that fits. */
const names: readonly (readonly [RegExp, string])[] = [
  [/:table\/[^/]*-(Work|Substrate|Audit)Table[^/]*\/stream.*$/, 'stream of $1'],
  [/:table\/[^/]*-WorkTable[^/]*\/index\/byDue$/, 'due times'],
  [/:table\/[^/]*-(Work|Substrate|Audit)Table[^/]*(?:\/index\/\w+)?$/, 'table $1'],
  [/^arn:aws:s3:::[^/]*blobs[^/]*(?:\/\*)?$/, 'files'],
  [/:secret:countersign\/\w+\/([\w-]+)-\?{6}$/, 'secret $1'],
  [/:sqs:.*-(Queue\w+?Queue|Parked)[0-9A-F]{8}-\w+$/, 'queue $1'],
  [/:states:[^:]*:\d+:(stateMachine|execution):.*$/, 'workflow $1'],
  [/:ses:[^:]*:\d+:(?:identity|configuration-set)\/.*$/, 'mail'],
  [/:log-group:.*$/, 'own log'],
  [/:execute-api:.*@connections\/\*$/, 'connections'],
];

/** A binding lets a function read a table, or write it as a whole: which of the actions a use case needs changes with its branches. */
const accesses: readonly (readonly [RegExp, string])[] = [
  [/^dynamodb:(GetItem|BatchGetItem|Query|ConditionCheckItem)$/, 'read'],
  [/^dynamodb:(PutItem|UpdateItem|DeleteItem)$/, 'write'],
  [/^s3:(GetObject|ListBucket)$/, 'read'],
  [/^s3:PutObject$/, 'write'],
  [/^ses:Send(Raw)?Email$/, 'send'],
];
const nameOfAction = (action: string): string => accesses.find(([pattern]) => pattern.test(action))?.[1] ?? action;

export function nameOfResource(arn: string): string {
  const found = names.find(([pattern]) => pattern.test(arn));
  if (found === undefined) return arn;
  const [pattern, name] = found;
  return (arn.match(pattern)?.reduce((text, part, index) => text.replace(`$${index}`, part ?? ''), name) ?? arn).trim();
}

/** @returns what the functions of the deployment were allowed and never did, and functions that never asked for anything */
export function unusedRights(file: string): {
  readonly unused: readonly NamedRight[];
  readonly silent: readonly string[];
} {
  const granted = new Map<string, NamedRight>();
  const used = new Set<string>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { kind, principal, action, resource } = Line.parse(JSON.parse(line));
    const name = functionOf(principal);
    if (name === undefined) continue;
    const right = { function: name, action: nameOfAction(action), on: nameOfResource(resource) };
    if (kind === 'used') used.add(keyOf(right));
    else granted.set(keyOf(right), right);
  }
  const seen = new Set([...granted.values()].map((right) => right.function));
  return {
    unused: [...granted].filter(([key]) => !used.has(key)).map(([, right]) => right),
    silent: Object.keys(functionTable({ testClock: true })).filter((name) => !seen.has(name)),
  };
}

const keyOf = (right: NamedRight): string => `${right.function}: ${right.action} on ${right.on}`;

/** `…assumed-role/countersign-test-platform-apiagentsRole5002BE28-462CFB982A21C/…` is `api/agents`. */
function functionOf(principal: string): string | undefined {
  const role = /assumed-role\/countersign-\w+-platform-([^/]+)\//.exec(principal)?.[1];
  if (role === undefined) return undefined;
  // Long names are cut within `Role`.
  return Object.keys(functionTable({ testClock: true })).find((name) => role.startsWith(`${logicalPrefix(name)}Ro`));
}

/** @returns in words: rights that nobody used and nobody explained, functions that never ran, and explanations of nothing */
export function judgeUnused(
  { unused, silent }: ReturnType<typeof unusedRights>,
  explained: readonly UnusedRight[],
): readonly string[] {
  const covers = (entry: UnusedRight, right: NamedRight): boolean =>
    entry.action.test(right.action) && entry.on.test(right.on) && (entry.functions?.includes(right.function) ?? true);
  return [
    ...silent.filter((name) => notReached[name] === undefined).map((name) => `${name} has asked for nothing at all`),
    ...unused
      .filter((right) => notReached[right.function] === undefined)
      .filter((right) => !explained.some((entry) => covers(entry, right)))
      .map((right) => `${keyOf(right)} was never used: take it away or explain it`),
    ...explained
      .filter((entry) => !entry.onlySometimes && !unused.some((right) => covers(entry, right)))
      .map((entry) => `${entry.action} on ${entry.on} is used after all: take its explanation away`),
  ];
}
