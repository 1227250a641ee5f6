// Where approved work is applied: one durable transaction of SQLite, as each of the compared programs would have to write it itself.
import { DatabaseSync } from 'node:sqlite';

/** @returns a function that writes the artifacts of one session, all or nothing, and returns when they are on disk */
export function openStore(file) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS blocks (session TEXT, position INTEGER, title TEXT, content TEXT, PRIMARY KEY (session, position))',
  );
  const insert = database.prepare('INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?)');
  return (session, artifacts) => {
    database.exec('BEGIN IMMEDIATE');
    for (const [position, { title, content }] of artifacts.entries()) insert.run(session, position, title, content);
    database.exec('COMMIT');
  };
}
