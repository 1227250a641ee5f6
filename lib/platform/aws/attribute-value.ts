/** JSON rows in DynamoDB's own notation. The SDK's converter refuses whole numbers beyond 2^53, which are valid JSON. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json, Key, Row } from '../table.ts';

/** What the SDK, the stream and a Lambda stream event have in common. */
export interface StoredValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly L?: readonly StoredValue[] | undefined;
  readonly M?: StoredItem | undefined;
}
export interface StoredItem {
  readonly [attribute: string]: StoredValue;
}

export function toItem(attributes: Readonly<Record<string, Json | undefined>>): Record<string, AttributeValue> {
  const present = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(present.map(([name, value]) => [name, toValue(value)]));
}

export const toKey = ({ pk, sk }: Key): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

export function toValue(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value).replace('e+', 'e') };
  if (typeof value === 'boolean') return { BOOL: value };
  return isList(value) ? { L: value.map(toValue) } : { M: toItem(value) };
}

/** `Array.isArray` does not narrow readonly arrays. */
const isList = (value: object): value is readonly Json[] => Array.isArray(value);

export function toRow(item: StoredItem): Row;
export function toRow(item: StoredItem | undefined): Row | undefined;
export function toRow(item: StoredItem | undefined): Row | undefined {
  return item === undefined ? undefined : (fromItem(item) as Row);
}

const fromItem = (item: StoredItem): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromValue(value)]));

/** @throws Error for a kind of value that this product never writes. */
function fromValue(value: StoredValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(fromValue);
  if (value.M !== undefined) return fromItem(value.M);
  // The streams of DynamoDB Local leave out an empty map.
  if (Object.keys(value).length === 0) return {};
  throw new Error(`a stored value of another kind: ${Object.keys(value).join()}`);
}
