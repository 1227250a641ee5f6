/** How rows lie in SQLite: the whole row as JSON, beside it the columns that lists and expiry need. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { indexes, type Key, type Row, type TableName } from '../table.ts';

const tableNames = ['work', 'substrate', 'audit'] as const satisfies readonly TableName[];

const indexesOf = (table: TableName): readonly { pk: string; sk: string }[] =>
  Object.values(indexes).filter((index) => index.table === table);

const indexColumns = (table: TableName): readonly string[] => indexesOf(table).flatMap((index) => [index.pk, index.sk]);

/** Tables keep a rowid: bodies of some kilobytes would spill out of the pages of a clustered key. */
function tableSchema(table: TableName): string {
  const columns = indexColumns(table).map((column) => `${column} TEXT, `);
  const sparse = indexesOf(table).map(
    ({ pk, sk }) => `CREATE INDEX IF NOT EXISTS ${table}_${pk} ON ${table} (${pk}, ${sk}, pk, sk)
      WHERE ${pk} IS NOT NULL AND ${sk} IS NOT NULL;`,
  );
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      pk TEXT NOT NULL, sk TEXT NOT NULL, body TEXT NOT NULL, expiresAtMs REAL, ${columns.join('')} PRIMARY KEY (pk, sk)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS ${table}_expiry ON ${table} (expiresAtMs) WHERE expiresAtMs IS NOT NULL;
    ${sparse.join('\n')}`;
}

export const schema = `
  ${tableNames.map(tableSchema).join('\n')}
  CREATE TABLE IF NOT EXISTS work_changes (
    position INTEGER PRIMARY KEY, pk TEXT NOT NULL, sk TEXT NOT NULL, before TEXT, after TEXT
  ) STRICT;`;

function upsertText(table: TableName): string {
  const columns = ['pk', 'sk', 'body', 'expiresAtMs', ...indexColumns(table)];
  const changed = columns.slice(2).map((column) => `${column} = excluded.${column}`);
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (pk, sk) DO UPDATE SET ${changed.join(', ')}`;
}

function textsOf(table: TableName): {
  select: string;
  upsert: string;
  remove: string;
  purge: string;
  columns: readonly string[];
} {
  return {
    select: `SELECT body FROM ${table} WHERE pk = ? AND sk = ? AND (expiresAtMs IS NULL OR expiresAtMs > ?)`,
    upsert: upsertText(table),
    remove: `DELETE FROM ${table} WHERE pk = ? AND sk = ?`,
    purge: `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expiresAtMs <= ? LIMIT ?)`,
    columns: indexColumns(table),
  };
}

const texts = { work: textsOf('work'), substrate: textsOf('substrate'), audit: textsOf('audit') };

/** The stored JSON of a row that has not expired. */
export function selectBody(sql: DatabaseSync, table: TableName, key: Key, nowMs: number): string | undefined {
  const found = sql.prepare(texts[table].select).get(key.pk, key.sk, nowMs);
  return found === undefined ? undefined : textOf(found.body);
}

export function upsertRow(sql: DatabaseSync, table: TableName, row: Row, body: string): void {
  const { upsert, columns } = texts[table];
  const expiresAtMs = row.expiresAt === undefined ? null : row.expiresAt * 1000;
  sql.prepare(upsert).run(row.pk, row.sk, body, expiresAtMs, ...columns.map((column) => indexValue(row[column])));
}

const indexValue = (value: unknown): SQLInputValue => (typeof value === 'string' ? value : null);

export function deleteRow(sql: DatabaseSync, table: TableName, key: Key): void {
  sql.prepare(texts[table].remove).run(key.pk, key.sk);
}

/** Deletes up to `limit` expired rows of each table; they counted as absent before, so nobody is told. */
export function purgeExpired(sql: DatabaseSync, nowMs: number, limit: number): void {
  for (const table of tableNames) sql.prepare(texts[table].purge).run(nowMs, limit);
}

export const textOf = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** Only rows that passed the port were stored, so the text is one. */
export function parseBody(body: string): Row;
export function parseBody(body: string | undefined): Row | undefined;
export function parseBody(body: string | undefined): Row | undefined {
  return body === undefined ? undefined : (JSON.parse(body) as Row);
}
