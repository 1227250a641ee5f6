/** The Table port on SQLite: it refuses what DynamoDB refuses, and answers a commit only when it is durable. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { CountersignError, unreachable } from '../../errors.ts';
import { assertChangesCall, streamedTables } from '../change-stream.ts';
import { assertCommit, assertKey, assertKeys, assertRow, keyOf } from '../commit-rules.ts';
import { firstFailing, liveRow } from '../conditions.ts';
import type { Clock } from '../ports.ts';
import { updatedRow } from '../row-update.ts';
import { type Change, ConditionFailed, type Key, type Row, type Table, type TableName, type Write } from '../table.ts';
import type { Database } from './database.ts';
import { createRowCache, type RowCache } from './row-cache.ts';
import { createRowWatch } from './row-watch.ts';
import { selectPage } from './sqlite-query.ts';
import { deleteRow, parseBody, purgeExpired, schema, selectBody, textOf, upsertRow } from './sqlite-rows.ts';

/** The stream keeps about the last so many changes, and whatever its reader in this process has not gone past. */
const keptChanges = 20_000;
/**
 * Each so many writes, at most twice as many expired rows and old changes are deleted: what has piled up while nobody read it
 * becomes less, and no commit is held up by all of it.
 */
const writesBetweenPurges = 500;
const deletedPerWrite = 2;

/** A read waits for nobody, so that who reads row after row would keep everybody waiting: after so many, others get their turn. */
const rowsBetweenTurns = 200;

/** Which changes somebody reads from the stream; by default all. The others are not written a second time. */
export interface SqliteTableOptions {
  readonly isFollowed?: (key: Key) => boolean;
}

/** What one write does to its row, decided before any write of the commit is made. */
interface Effect {
  readonly write: Exclude<Write, { kind: 'check' }>;
  readonly isStreamed: boolean;
  /** The row's JSON before, unless it was absent or expired; looked up for the stream alone. */
  readonly before: string | undefined;
  readonly after: Row | undefined;
}

/** Opens the tables in the database (creating them when absent). What it gives is frozen. */
export function createSqliteTable(database: Database, clock: Clock, options: SqliteTableOptions = {}): Table {
  database.define(schema);
  const watch = createRowWatch(clock);
  const cache = createRowCache();
  const isFollowed = options.isFollowed ?? (() => true);
  const isStreamed = (write: Write): boolean => streamedTables.has(write.table) && isFollowed(keyOf(write));
  let writesSincePurge = 0;
  let readUpTo = 0;
  let rowsSinceTurn = 0;

  const giveWay = async (): Promise<void> => {
    if (rowsSinceTurn < rowsBetweenTurns) return;
    rowsSinceTurn = 0;
    await setImmediate();
  };

  const get = (table: TableName, key: Key): Row | undefined => {
    const known = cache.find(table, key);
    if (known !== undefined) return liveRow(known.row, clock.now());
    const text = database.read((sql) => selectBody(sql, table, key, clock.now()));
    if (text !== undefined) return cache.keep(table, text);
    cache.keepAbsent(table, key);
    return undefined;
  };

  const commitAll = (sql: DatabaseSync, writes: readonly Write[]): void => {
    const nowMs = clock.now();
    const effects = writes.map((write, index) => decide({ sql, cache, nowMs }, write, index, isStreamed(write)));
    for (const effect of effects) if (effect !== undefined) apply(sql, cache, effect);
    writesSincePurge += writes.length;
    if (writesSincePurge < writesBetweenPurges) return;
    purge(sql, nowMs, { limit: writesSincePurge * deletedPerWrite, readUpTo });
    writesSincePurge = 0;
  };

  return {
    get: async (table, key) => {
      assertKey(key);
      await giveWay();
      rowsSinceTurn += 1;
      return get(table, key);
    },

    getMany: async (table, keys) => {
      assertKeys(keys);
      await giveWay();
      rowsSinceTurn += keys.length;
      return keys.map((key) => get(table, key));
    },

    query: async (query) => {
      await giveWay();
      const { texts, ...page } = database.read((sql) => selectPage(sql, query, clock.now()));
      rowsSinceTurn += texts.length;
      return {
        ...page,
        rows: texts.map(({ key, body }) => cache.find(query.table, key)?.row ?? cache.keep(query.table, body)),
      };
    },

    commit: async (writes) => {
      assertCommit(writes);
      await database.write((sql) => commitAll(sql, writes));
      for (const write of writes) if (write.kind !== 'check') watch.announce(write.table, keyOf(write));
    },

    changes: async (table, position, limit) => {
      assertChangesCall(table, limit);
      const changes = database.read((sql) => selectChanges(sql, table, position, limit));
      readUpTo = Math.max(readUpTo, parsePosition(position));
      return { changes, position: changes.at(-1)?.position ?? position };
    },

    changed: (table, key, timeoutMs) => watch.changed(table, key, timeoutMs),
  };
}

interface Moment {
  readonly sql: DatabaseSync;
  readonly cache: RowCache;
  readonly nowMs: number;
}

/** @throws ConditionFailed naming the first condition of the write that does not hold. */
function decide(moment: Moment, write: Write, index: number, isStreamed: boolean): Effect | undefined {
  const { sql, nowMs } = moment;
  const key = keyOf(write);
  const before = isStreamed && write.kind !== 'check' ? selectBody(sql, write.table, key, nowMs) : undefined;
  const row =
    write.kind === 'update' || write.conditions !== undefined ? currentRow(moment, write.table, key) : undefined;
  const failing = firstFailing(write.conditions, row);
  if (failing !== undefined) throw new ConditionFailed(failing.name, index, row);
  return write.kind === 'check' ? undefined : { write, isStreamed, before, after: rowAfter(write, row) };
}

/** As the commits before it in the same transaction left it; nothing of that is kept, because it may yet be rolled back. */
function currentRow({ sql, cache, nowMs }: Moment, table: TableName, key: Key): Row | undefined {
  const known = cache.find(table, key);
  return known === undefined ? parseBody(selectBody(sql, table, key, nowMs)) : liveRow(known.row, nowMs);
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

function apply(sql: DatabaseSync, cache: RowCache, { write, isStreamed, before, after }: Effect): void {
  const { table } = write;
  const key = keyOf(write);
  const body = after === undefined ? undefined : JSON.stringify(after);
  // As in DynamoDB, a write that changes nothing is no change in the stream.
  if (isStreamed && body !== undefined && body === before) return;
  cache.forget(table, key);
  if (after !== undefined && body !== undefined) upsertRow(sql, table, after, body);
  // Also when the row counts as absent: an expired one is then gone for good.
  else deleteRow(sql, table, key);
  if (!isStreamed || (before === undefined && body === undefined)) return;
  sql
    .prepare('INSERT INTO work_changes (pk, sk, before, after) VALUES (?, ?, ?, ?)')
    .run(key.pk, key.sk, before ?? null, body ?? null);
}

/** Positions follow one another, so that a span of them is as many changes. */
const purgeChanges = `DELETE FROM work_changes WHERE position <= min(
  (SELECT max(position) FROM work_changes) - ?, ?, (SELECT min(position) FROM work_changes) + ? - 1)`;

function purge(sql: DatabaseSync, nowMs: number, { limit, readUpTo }: { limit: number; readUpTo: number }): void {
  purgeExpired(sql, nowMs, limit);
  sql.prepare(purgeChanges).run(keptChanges, readUpTo, limit);
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
