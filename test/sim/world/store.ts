/** The one SQLite database of a run, in memory. It outlives the processes over it, as the file does; runs reuse the connection. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type Database, openDatabase } from '../../../lib/platform/local/database.ts';

type Rows = readonly Readonly<Record<string, SQLInputValue>>[];
/** Everything that is stored, table by table. */
export type Stored = ReadonlyMap<string, Rows>;

let kept: Database | undefined;

/** An empty database, or one that holds `stored`. One at a time. */
export async function openStore(stored: Stored = new Map()): Promise<Database> {
  kept ??= openDatabase(':memory:');
  await kept.write((sql) => {
    for (const table of tablesOf(sql)) sql.prepare(`DELETE FROM ${table}`).run();
    for (const [table, rows] of stored) insertAll(sql, table, rows);
  });
  return kept;
}

export const copyStore = (database: Database): Stored =>
  database.read(
    (sql) =>
      new Map(tablesOf(sql).map((table) => [table, sql.prepare(`SELECT * FROM ${table}`).all() as unknown as Rows])),
  );

/** With SQLite's own table of sequences, so that numbers go on as they would have. */
const tablesOf = (sql: DatabaseSync): readonly string[] =>
  sql
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));

function insertAll(sql: DatabaseSync, table: string, rows: Rows): void {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  for (const row of rows) sql.prepare(text).run(...columns.map((column) => row[column] ?? null));
}
