/** What no commit may contain, refused alike by both Table adapters before anything is sent: DynamoDB's limits, exactly. */
import {
  CommitRefused,
  type Condition,
  indexes,
  type Json,
  type Key,
  maxCommitBytes,
  maxRowBytes,
  maxWritesPerCommit,
  type Row,
  type TableName,
  type Write,
} from './table.ts';

/** Rows asked for in one `getMany`. */
export const maxKeysPerCall = 100;
const maxPartitionKeyBytes = 2048;
const maxSortKeyBytes = 1024;
const maxNestingLevels = 32;
const maxAlternatives = 100;
/** DynamoDB's range of numbers; doubles reach further on both sides. */
const largestNumber = 9.99e125;
const smallestNumber = 1e-130;
/** A map or list costs three bytes, and one more for each element. */
const containerBytes = 3;

const indexKeys: ReadonlyMap<TableName, readonly { attribute: string; maxBytes: number }[]> = Map.groupBy(
  Object.values(indexes).flatMap((index) => [
    { table: index.table, attribute: index.pk, maxBytes: maxPartitionKeyBytes },
    { table: index.table, attribute: index.sk, maxBytes: maxSortKeyBytes },
  ]),
  (entry): TableName => entry.table,
);

export const keyOf = (write: Write): Key => (write.kind === 'put' ? write.row : write.key);

/** A text that is equal for equal rows only. */
export const rowId = (table: TableName, key: Key): string => `${table}\0${key.pk.length}\0${key.pk}${key.sk}`;

/** @throws CommitRefused when the writes cannot be one commit: none, too many, too large, a row twice, a key that is no key. */
export function assertCommit(writes: readonly Write[]): void {
  if (writes.length === 0) throw new CommitRefused('a commit needs at least one write');
  if (writes.length > maxWritesPerCommit) {
    throw new CommitRefused(`${writes.length} writes in one commit; at most ${maxWritesPerCommit}`);
  }
  const seen = new Set<string>();
  let bytes = 0;
  for (const write of writes) {
    const key = keyOf(write);
    assertKey(key);
    const id = rowId(write.table, key);
    if (seen.has(id)) throw new CommitRefused(`the same row twice in one commit: ${write.table} ${key.pk} ${key.sk}`);
    seen.add(id);
    bytes += assertWrite(write);
    for (const condition of write.conditions ?? []) assertCondition(condition);
  }
  if (bytes > maxCommitBytes) throw new CommitRefused(`a commit of ${bytes} bytes; at most ${maxCommitBytes}`);
}

/** @returns the bytes that the write counts for. */
function assertWrite(write: Write): number {
  if (write.kind === 'put') return assertRow(write.table, write.row);
  if (write.kind === 'check' && write.conditions.length === 0) throw new CommitRefused('a check needs a condition');
  const { pk, sk } = write.key;
  const keyBytes = sizeOfMap({ pk, sk }, 1);
  return write.kind === 'update' ? keyBytes + assertUpdate(write) : keyBytes;
}

/** @returns its size in bytes as DynamoDB counts them. @throws CommitRefused when the row is too large or cannot be stored. */
export function assertRow(table: TableName, row: Row): number {
  assertAttributes(table, row);
  const bytes = sizeOfMap(row, 1);
  if (bytes > maxRowBytes)
    throw new CommitRefused(`a row of ${bytes} bytes; at most ${maxRowBytes}: ${row.pk} ${row.sk}`);
  return bytes;
}

function assertUpdate(write: Extract<Write, { kind: 'update' }>): number {
  const { set = {}, add = {}, remove = [] } = write;
  const names = [...Object.keys(set), ...Object.keys(add), ...remove];
  if (names.length === 0) throw new CommitRefused('an update changes at least one attribute');
  if (new Set(names).size < names.length) throw new CommitRefused('an update names each attribute once');
  if (names.includes('pk') || names.includes('sk')) throw new CommitRefused('an update never changes the key');
  if (Object.values(set).some((value) => value === undefined)) throw new CommitRefused('an attribute set to undefined');
  // Fractions would add up differently: binary here, decimal in DynamoDB.
  if (!Object.values(add).every(Number.isSafeInteger)) throw new CommitRefused('only whole numbers are added');
  assertAttributes(write.table, set);
  return sizeOfMap(set, 1) + sizeOfMap(add, 1);
}

function assertAttributes(table: TableName, attributes: Readonly<Record<string, Json | undefined>>): void {
  for (const { attribute, maxBytes } of indexKeys.get(table) ?? []) {
    const value = attributes[attribute];
    if (value !== undefined) assertKeyPart(attribute, value, maxBytes);
  }
  const { expiresAt } = attributes;
  if (expiresAt !== undefined && typeof expiresAt !== 'number') throw new CommitRefused('expiresAt is a number');
}

/** @throws CommitRefused when a part of the key is empty, too long or not well-formed Unicode. */
export function assertKey(key: Key): void {
  assertKeyPart('pk', key.pk, maxPartitionKeyBytes);
  assertKeyPart('sk', key.sk, maxSortKeyBytes);
}

/** @throws RangeError for too many keys, CommitRefused for one that is no key. */
export function assertKeys(keys: readonly Key[]): void {
  if (keys.length > maxKeysPerCall) throw new RangeError(`at most ${maxKeysPerCall} keys, not ${keys.length}`);
  for (const key of keys) assertKey(key);
}

function assertKeyPart(name: string, value: Json, maxBytes: number): void {
  if (typeof value !== 'string') throw new CommitRefused(`a key is a string: ${name}`);
  if (value === '') throw new CommitRefused(`an empty key: ${name}`);
  if (!value.isWellFormed()) throw new CommitRefused(`a key that is not well-formed Unicode: ${name}`);
  if (Buffer.byteLength(value) > maxBytes) throw new CommitRefused(`a key of more than ${maxBytes} bytes: ${name}`);
}

function assertCondition(condition: Condition): void {
  if (condition.is === 'one-of' && (condition.values.length === 0 || condition.values.length > maxAlternatives)) {
    throw new CommitRefused(`one-of takes 1 to ${maxAlternatives} values`);
  }
  if (condition.is !== 'any') return;
  if (condition.of.length === 0) throw new CommitRefused('any takes at least one condition');
  for (const alternative of condition.of) {
    if (alternative.is === 'any') throw new CommitRefused('any within any');
    assertCondition(alternative);
  }
}

function sizeOfMap(map: { readonly [name: string]: Json | undefined }, level: number): number {
  let bytes = 0;
  for (const name in map) {
    const value = map[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + sizeOf(value, level, name);
  }
  return bytes;
}

/** @throws CommitRefused for a value that one of the stores would refuse or return changed. */
function sizeOf(value: Json, level: number, name: string): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new CommitRefused(`text that is not well-formed Unicode: ${name}`);
    return Buffer.byteLength(value);
  }
  if (typeof value === 'number') return sizeOfNumber(value, name);
  if (value === null || typeof value === 'boolean') return 1;
  if (value === undefined || typeof value !== 'object') throw new CommitRefused(`no JSON value: ${name}`);
  if (level >= maxNestingLevels) throw new CommitRefused(`nested deeper than ${maxNestingLevels} levels: ${name}`);
  if (!isList(value)) return containerBytes + Object.keys(value).length + sizeOfMap(value, level + 1);
  return value.reduce<number>((bytes, element) => bytes + 1 + sizeOf(element, level + 1, name), containerBytes);
}

/** `Array.isArray` does not narrow readonly arrays. */
const isList = (value: object): value is readonly Json[] => Array.isArray(value);

/** Two decimal digits a byte, one for the exponent, one for a sign. */
function sizeOfNumber(value: number, name: string): number {
  const magnitude = Math.abs(value);
  if (!(magnitude <= largestNumber) || (magnitude > 0 && magnitude < smallestNumber)) {
    throw new CommitRefused(`a number out of range: ${name}`);
  }
  const digits = String(magnitude).length;
  return Math.ceil(digits / 2) + (value < 0 ? 2 : 1);
}
