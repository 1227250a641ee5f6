/** The one SQLite database of a run, in memory. It outlives the processes over it, as the file does; runs reuse the connection. */
import type { DatabaseSync } from 'node:sqlite';
import { type Database, openDatabase } from '../../../lib/platform/local/database.ts';

/** Everything that was stored at one moment: the number of the copy that SQLite keeps beside. */
export type Stored = number;

const copyPrefix = 'copy_';
let kept: Database | undefined;
let copies = 0;

/** An empty database, or one that holds what was stored at a moment. One at a time. */
export async function openStore(stored: Stored | undefined): Promise<Database> {
  kept ??= openDatabase(':memory:');
  await kept.write((sql) => {
    for (const table of tablesOf(sql)) {
      sql.prepare(`DELETE FROM ${table}`).run();
      if (stored !== undefined) sql.prepare(`INSERT INTO ${table} SELECT * FROM ${copyPrefix}${stored}_${table}`).run();
    }
  });
  return kept;
}

export function copyStore(database: Database): Stored {
  copies += 1;
  const tables = database.read(tablesOf);
  database.define(
    tables.map((table) => `CREATE TABLE ${copyPrefix}${copies}_${table} AS SELECT * FROM ${table};`).join('\n'),
  );
  return copies;
}

/** With SQLite's own table of sequences, so that numbers go on as they would have. */
const tablesOf = (sql: DatabaseSync): readonly string[] =>
  sql
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name DESC")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !name.startsWith(copyPrefix));
