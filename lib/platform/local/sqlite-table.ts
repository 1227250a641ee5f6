/** The Table port on SQLite: it refuses what DynamoDB refuses, and answers a commit only when it is durable. */
import type { DatabaseSync } from 'node:sqlite';
import { CountersignError, unreachable } from '../../errors.ts';
import { assertChangesCall, streamedTables } from '../change-stream.ts';
import { assertCommit, assertKey, assertKeys, assertRow, keyOf } from '../commit-rules.ts';
import { firstFailing } from '../conditions.ts';
import type { Clock } from '../ports.ts';
import { updatedRow } from '../row-update.ts';
import { type Change, ConditionFailed, type Key, type Row, type Table, type TableName, type Write } from '../table.ts';
import type { Database } from './database.ts';
import { createRowWatch } from './row-watch.ts';
import { selectPage } from './sqlite-query.ts';
import { deleteRow, parseBody, purgeExpired, schema, selectBody, textOf, upsertRow } from './sqlite-rows.ts';

/** The stream keeps about the last so many changes; its consumers are in this process and never far behind. */
const keptChanges = 20_000;
/** Each so many writes, at most as many expired rows and old changes are deleted: neither piles up, and no commit is held up by it. */
const writesBetweenPurges = 500;

/** What one write does to its row, decided before any write of the commit is made. */
interface Effect {
  readonly write: Exclude<Write, { kind: 'check' }>;
  /** The row's JSON before, unless it was absent or expired. */
  readonly before: string | undefined;
  readonly after: Row | undefined;
}

/** Opens the tables in the database (creating them when absent). */
export function createSqliteTable(database: Database, clock: Clock): Table {
  database.define(schema);
  const watch = createRowWatch(clock);
  let writesSincePurge = 0;

  const get = (table: TableName, key: Key): Row | undefined =>
    parseBody(database.read((sql) => selectBody(sql, table, key, clock.now())));

  const commitAll = (sql: DatabaseSync, writes: readonly Write[]): void => {
    const nowMs = clock.now();
    const effects = writes.map((write, index) => decide(sql, write, index, nowMs));
    for (const effect of effects) if (effect !== undefined) apply(sql, effect);
    writesSincePurge += writes.length;
    if (writesSincePurge < writesBetweenPurges) return;
    purge(sql, nowMs, writesSincePurge);
    writesSincePurge = 0;
  };

  return {
    get: async (table, key) => {
      assertKey(key);
      return get(table, key);
    },

    getMany: async (table, keys) => {
      assertKeys(keys);
      return keys.map((key) => get(table, key));
    },

    query: async (query) => database.read((sql) => selectPage(sql, query, clock.now())),

    commit: async (writes) => {
      assertCommit(writes);
      await database.write((sql) => commitAll(sql, writes));
      for (const write of writes) if (write.kind !== 'check') watch.announce(write.table, keyOf(write));
    },

    changes: async (table, position, limit) => {
      assertChangesCall(table, limit);
      const changes = database.read((sql) => selectChanges(sql, table, position, limit));
      return { changes, position: changes.at(-1)?.position ?? position };
    },

    changed: (table, key, timeoutMs) => watch.changed(table, key, timeoutMs),
  };
}

/** @throws ConditionFailed naming the first condition of the write that does not hold. */
function decide(sql: DatabaseSync, write: Write, index: number, nowMs: number): Effect | undefined {
  const before = selectBody(sql, write.table, keyOf(write), nowMs);
  const row = write.kind === 'update' || write.conditions !== undefined ? parseBody(before) : undefined;
  const failing = firstFailing(write.conditions, row);
  if (failing !== undefined) throw new ConditionFailed(failing.name, index, row);
  return write.kind === 'check' ? undefined : { write, before, after: rowAfter(write, row) };
}

function rowAfter(write: Effect['write'], current: Row | undefined): Row | undefined {
  switch (write.kind) {
    case 'put':
      return write.row;
    case 'delete':
      return undefined;
    case 'update': {
      const after = updatedRow(write, current);
      assertRow(write.table, after);
      return after;
    }
    default:
      return unreachable(write);
  }
}

function apply(sql: DatabaseSync, { write, before, after }: Effect): void {
  const { table } = write;
  const key = keyOf(write);
  const body = after === undefined ? undefined : JSON.stringify(after);
  if (after !== undefined && body !== undefined) {
    // As in DynamoDB, a write that changes nothing is no change in the stream.
    if (body === before) return;
    upsertRow(sql, table, after, body);
  } else {
    // Also when the row counts as absent: an expired one is then gone for good.
    deleteRow(sql, table, key);
    if (before === undefined) return;
  }
  if (!streamedTables.has(table)) return;
  sql
    .prepare('INSERT INTO work_changes (pk, sk, before, after) VALUES (?, ?, ?, ?)')
    .run(key.pk, key.sk, before ?? null, body ?? null);
}

function purge(sql: DatabaseSync, nowMs: number, limit: number): void {
  purgeExpired(sql, nowMs, limit);
  sql
    .prepare('DELETE FROM work_changes WHERE position <= (SELECT max(position) FROM work_changes) - ?')
    .run(keptChanges);
}

function selectChanges(
  sql: DatabaseSync,
  table: TableName,
  position: string | undefined,
  limit: number,
): readonly Change[] {
  const found = sql
    .prepare('SELECT * FROM work_changes WHERE position > ? ORDER BY position LIMIT ?')
    .all(parsePosition(position), limit);
  return found.map((row) => ({
    position: String(row.position).padStart(positionDigits, '0'),
    table,
    key: { pk: textOf(row.pk) ?? '', sk: textOf(row.sk) ?? '' },
    before: parseBody(textOf(row.before)),
    after: parseBody(textOf(row.after)),
  }));
}

/** Positions order as texts too. */
const positionDigits = 16;

function parsePosition(position: string | undefined): number {
  if (position === undefined) return 0;
  if (/^\d{16}$/.test(position)) return Number(position);
  throw new CountersignError('malformed_request', 'The position does not belong to this stream.');
}
