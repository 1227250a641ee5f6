/** A host's database as text, a statement a line, so that what a version has written can be kept and read in a review. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const databaseFile = 'countersign.sqlite';

/**
 * The host must have ended, however it did. Left out, to keep it small: mails that were kept to be looked at, timelines of projects and
 * workspaces (each event is with its session too), and changes that were followed.
 */
export function writeTextForm(dataFolder: string, path: string): void {
  const database = new DatabaseSync(join(dataFolder, databaseFile));
  try {
    const made = database
      .prepare(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
      )
      .all();
    const rows = made
      .filter(({ type, name }) => type === 'table' && name !== 'mail')
      .flatMap(({ name }) => insertsOf(database, String(name)));
    const lines = [...made.map(({ sql }) => `${String(sql).replaceAll(/\s+/g, ' ')};`), ...rows];
    writeFileSync(path, `${lines.join('\n')}\n`);
  } finally {
    database.close();
  }
}

const endings: Readonly<Record<string, string>> = {
  work: "WHERE pk NOT LIKE '%#timeline' ORDER BY 1",
  work_changes: 'ORDER BY position DESC LIMIT 1',
};

function insertsOf(database: DatabaseSync, table: string): readonly string[] {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  const values = columns.map(({ name }) => `quote(${String(name)})`).join(" || ',' || ");
  const rest = endings[table] ?? 'ORDER BY 1';
  return database
    .prepare(`SELECT ${values} AS line FROM ${table} ${rest}`)
    .all()
    .map(({ line }) => `INSERT INTO ${table} VALUES(${String(line)});`);
}

/** A data folder as the recorded version left it. */
export function openTextForm(path: string, dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true });
  const database = new DatabaseSync(join(dataFolder, databaseFile));
  try {
    database.exec(`BEGIN; ${readFileSync(path, 'utf8')} COMMIT;`);
  } finally {
    database.close();
  }
}
