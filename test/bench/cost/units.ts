/**
 * What requests to DynamoDB consume, by AWS's rules (Developer Guide, "Read and write operations", "Item sizes", "Transactions").
 * DynamoDB Local's own figures are no use for transactions: it counts seven items of one partition as one.
 */
import { tableDefinitions } from '../../../lib/platform/aws/table-definitions.ts';
import type { TableName } from '../../../lib/platform/index.ts';

export type Item = Readonly<Record<string, Value>>;
interface Value {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly L?: readonly Value[];
  readonly M?: Item;
}

const writeUnitBytes = 1024;
const readUnitBytes = 4096;
/** A transaction prepares and commits each item; its index entries are taken to cost double as well, which is the upper bound. */
export const transactionFactor = 2;
/** Of a list or map, and of each element in it. */
const containerBytes = 3;
const elementBytes = 1;

/** By table (`work`) and index (`work/byDue`). */
export type Units = readonly (readonly [where: string, units: number])[];

/** One item as it was before and is after; a check has not changed it. @param factor 1 when it was written by itself */
export function writeUnits(
  table: TableName,
  [before, after]: readonly [Item | undefined, Item | undefined],
  factor: number,
): Units {
  const own = factor * units(Math.max(sizeOf(before), sizeOf(after)), writeUnitBytes);
  const indexed = tableDefinitions[table].indexes.map(({ name, partitionKey, sortKey }) => {
    const keyOf = (item: Item | undefined): string =>
      item?.[partitionKey] && item[sortKey] ? JSON.stringify([item[partitionKey], item[sortKey]]) : '';
    const count = indexUnits([keyOf(before), sizeOf(before)], [keyOf(after), sizeOf(after)]);
    const unchanged = JSON.stringify(before) === JSON.stringify(after);
    return [`${table}/${name}`, unchanged ? 0 : factor * count] as const;
  });
  return [[table, own], ...indexed];
}

type Entry = readonly [key: string, bytes: number];

/** An entry that moves is taken away and written anew. */
function indexUnits([keyBefore, before]: Entry, [keyAfter, after]: Entry): number {
  if (keyBefore === keyAfter) return keyAfter === '' ? 0 : units(Math.max(before, after), writeUnitBytes);
  return (keyBefore === '' ? 0 : units(before, writeUnitBytes)) + (keyAfter === '' ? 0 : units(after, writeUnitBytes));
}

/** Strongly consistent. An item that is not there costs as much as the smallest. */
export const readUnits = (item: Item | undefined): number => units(sizeOf(item), readUnitBytes);

const units = (bytes: number, unitBytes: number): number => Math.max(1, Math.ceil(bytes / unitBytes));

const sizeOf = (item: Item | undefined): number =>
  Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

function sizeOfValue({ S, N, L, M }: Value): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (L !== undefined) return L.reduce((sum, value) => sum + elementBytes + sizeOfValue(value), containerBytes);
  if (M !== undefined) return containerBytes + sizeOf(M) + elementBytes * Object.keys(M).length;
  return 1;
}
