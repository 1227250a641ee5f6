/**
 * What no host could leave out of a cycle, and nothing else: as many requests are answered, and as many rows and bytes made durable, as a
 * trace of the product shows for one cycle of the bench. Nobody signs in, nothing is checked, no workflow, no model, no audit.
 */
import { closeSync, fdatasync, openSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

/** Characters of each row that a commit writes. */
type Commit = readonly number[];
const started: Commit = [1548, 497, 429, 100, 400];
const untilWaiting: readonly Commit[] = [
  [1681, 2056, 16_569, 598, 600],
  [5931, 5543, 5551, 1688, 555, 600],
  [1342, 205, 1591, 100, 548, 455, 600],
];
const decided: Commit = [1261, 1721, 162, 299, 560, 479, 136, 1225, 330, 535, 853, 2522];
const afterwards: readonly Commit[] = [[1565, 600], Array.from({ length: 12 }, () => 500)];
const answerCharacters = 1200;

const [port, folder = '.'] = process.argv.slice(2);
const file = join(folder, 'bare.sqlite');
const database = new DatabaseSync(file);
database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE rows (pk TEXT NOT NULL, sk TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (pk, sk)) STRICT;`);
const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
const insert = database.prepare('INSERT INTO rows VALUES (?, ?, ?)');
const log = openSync(`${file}-wal`, 'r+');
/** As the product does it: on another thread, before the answer. */
const settled = (): Promise<void> => promisify(fdatasync)(log);

let rows = 0;
function write(id: string, sizes: Commit): void {
  begin.run();
  for (const size of sizes) {
    rows += 1;
    insert.run(id, String(rows), JSON.stringify({ text: 'x'.repeat(size) }));
  }
  commit.run();
}

const waiting = new Map<string, Promise<void>>();
let sessions = 0;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

async function work(id: string): Promise<void> {
  for (const sizes of untilWaiting) {
    await nextTurn();
    write(id, sizes);
  }
}

const routes: Readonly<Record<string, (id: string) => Promise<string>>> = {
  start: async () => {
    sessions += 1;
    const id = String(sessions);
    write(id, started);
    waiting.set(id, work(id));
    return id;
  },
  wait: async (id) => {
    await waiting.get(id);
    waiting.delete(id);
    return id;
  },
  show: async (id) => id,
  decide: async (id) => {
    write(id, decided);
    void nextTurn().then(() => {
      for (const sizes of afterwards) write(id, sizes);
    });
    return id;
  },
};

async function answer(request: IncomingMessage): Promise<string> {
  const [, name = '', id = ''] = (request.url ?? '').split('/');
  const text = Buffer.concat(await Array.fromAsync(request)).toString();
  if (text !== '') JSON.parse(text);
  const found = await routes[name]?.(id);
  await settled();
  return JSON.stringify({ id: found, text: 'x'.repeat(answerCharacters) });
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  database.close();
  closeSync(log);
});
