/** What the conditions of a commit mean. Both Table adapters decide with these functions; the DynamoDB one also renders them. */
import { unreachable } from '../errors.ts';
import type { Condition, Json, NamedCondition, Row } from './table.ts';

/** The row, unless it has expired by `nowMs` (epoch milliseconds): expired counts as absent everywhere. */
export function liveRow(row: Row | undefined, nowMs: number): Row | undefined {
  return row?.expiresAt !== undefined && row.expiresAt * 1000 <= nowMs ? undefined : row;
}

/** An own attribute of the row: a name such as `constructor` is never found by inheritance. */
export function attributeOf(row: Row | undefined, attribute: string): Json | undefined {
  return row !== undefined && Object.hasOwn(row, attribute) ? row[attribute] : undefined;
}

/** The first condition that does not hold on the row (undefined = absent or expired), or undefined when all do. */
export function firstFailing(
  conditions: readonly NamedCondition[] | undefined,
  row: Row | undefined,
): NamedCondition | undefined {
  return conditions?.find((condition) => !holds(condition, row));
}

/**
 * Whether a condition holds on a live row. `not-equal` is the exact opposite of `equal`, so it holds where the attribute or
 * the row is absent. The orderings hold only between two numbers or two strings; strings order by their UTF-8 bytes.
 */
export function holds(condition: Condition, row: Row | undefined): boolean {
  switch (condition.is) {
    case 'absent':
      return row === undefined;
    case 'present':
      return row !== undefined;
    case 'without':
      return attributeOf(row, condition.attribute) === undefined;
    case 'equal':
      return attributeOf(row, condition.attribute) === condition.value;
    case 'not-equal':
      return attributeOf(row, condition.attribute) !== condition.value;
    case 'one-of': {
      const value = attributeOf(row, condition.attribute);
      return condition.values.some((candidate) => candidate === value);
    }
    case 'less-than':
      return order(attributeOf(row, condition.attribute), condition.value) < 0;
    case 'at-least':
      return order(attributeOf(row, condition.attribute), condition.value) >= 0;
    case 'any':
      return condition.of.some((alternative) => holds(alternative, row));
    default:
      return unreachable(condition);
  }
}

/** Negative, zero, positive; NaN, for which every comparison is false, when the two do not compare. */
function order(left: Json | undefined, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return Number.NaN;
}

/** The order of keys in both stores: by UTF-8 bytes, which differs from JavaScript's beyond the Basic Multilingual Plane. */
export function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
