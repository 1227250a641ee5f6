/** Conditions and updates in DynamoDB's expression language. What they mean is said in ../conditions.ts; the contract suite compares. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unreachable } from '../../errors.ts';
import type { Update } from '../row-update.ts';
import type { Condition, Json } from '../table.ts';
import { toValue } from './attribute-value.ts';

/** Placeholders for every name and value, so that no attribute collides with a reserved word. */
export interface Placeholders {
  name(attribute: string): string;
  value(value: Json): string;
  /** What the request needs beside its expressions; DynamoDB refuses what no expression uses. */
  attributes(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  };
}

export function createPlaceholders(): Placeholders {
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};
  let used = 0;
  return {
    name(attribute) {
      const known = names.get(attribute);
      if (known !== undefined) return known;
      const placeholder = `#${names.size}`;
      names.set(attribute, placeholder);
      return placeholder;
    },
    value(value) {
      const placeholder = `:${used}`;
      used += 1;
      values[placeholder] = toValue(value);
      return placeholder;
    },
    attributes() {
      return {
        ...(names.size > 0 && {
          ExpressionAttributeNames: Object.fromEntries(Array.from(names, ([attribute, name]) => [name, attribute])),
        }),
        ...(used > 0 && { ExpressionAttributeValues: values }),
      };
    },
  };
}

/** All of them hold, on a row that counts as absent once it has expired by `nowMs`. */
export function conditionExpression(conditions: readonly Condition[], place: Placeholders, nowMs: number): string {
  return conditions.map((condition) => `(${render(condition, place, nowMs)})`).join(' AND ');
}

function render(condition: Condition, place: Placeholders, nowMs: number): string {
  const name = (attribute: string): string => place.name(attribute);
  const live = (): string => liveExpression(place, nowMs);
  const absent = (): string => `attribute_not_exists(${name('pk')}) OR ${expiredExpression(place, nowMs)}`;
  switch (condition.is) {
    case 'absent':
      return absent();
    case 'present':
      return live();
    case 'without':
      return `${absent()} OR attribute_not_exists(${name(condition.attribute)})`;
    case 'equal':
      return `${live()} AND ${name(condition.attribute)} = ${place.value(condition.value)}`;
    case 'not-equal': {
      const attribute = name(condition.attribute);
      return `${absent()} OR attribute_not_exists(${attribute}) OR ${attribute} <> ${place.value(condition.value)}`;
    }
    case 'one-of': {
      const values = condition.values.map((value) => place.value(value)).join(', ');
      return `${live()} AND ${name(condition.attribute)} IN (${values})`;
    }
    case 'less-than':
      return `${live()} AND ${name(condition.attribute)} < ${place.value(condition.value)}`;
    case 'at-least':
      return `${live()} AND ${name(condition.attribute)} >= ${place.value(condition.value)}`;
    case 'any':
      return condition.of.map((alternative) => `(${render(alternative, place, nowMs)})`).join(' OR ');
    default:
      return unreachable(condition);
  }
}

/** False where the attribute is missing, as every comparison of DynamoDB but `<>`. */
export function expiredExpression(place: Placeholders, nowMs: number): string {
  return `${place.name('expiresAt')} <= ${place.value(nowMs / 1000)}`;
}

function liveExpression(place: Placeholders, nowMs: number): string {
  return `attribute_exists(${place.name('pk')}) AND ${notExpiredExpression(place, nowMs)}`;
}

/** Holds on a live row and on an absent one. */
export function notExpiredExpression(place: Placeholders, nowMs: number): string {
  const expiresAt = place.name('expiresAt');
  return `(attribute_not_exists(${expiresAt}) OR ${expiresAt} > ${place.value(nowMs / 1000)})`;
}

export function updateExpression({ set = {}, add = {}, remove = [] }: Update, place: Placeholders): string {
  const assigned = Object.entries(set).map(([attribute, value]) => `${place.name(attribute)} = ${place.value(value)}`);
  const added = Object.entries(add).map(([attribute, amount]) => `${place.name(attribute)} ${place.value(amount)}`);
  const removed = remove.map((attribute) => place.name(attribute));
  const clause = (keyword: string, parts: readonly string[]): string[] =>
    parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];
  return [...clause('SET', assigned), ...clause('ADD', added), ...clause('REMOVE', removed)].join(' ');
}
