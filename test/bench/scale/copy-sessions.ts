/** Fills a data folder with sessions: the rows of one that really ran, again and again under new identifiers, through the Table port. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dueAttributes, dueKinds } from '../../../lib/due/index.ts';
import { createSystemClock } from '../../../lib/platform/clock.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import type { Ids, Row, Table, Write } from '../../../lib/platform/index.ts';
import { type Database, openDatabase } from '../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';

/** What one session has left in the tables, as text in which only its own identifiers differ from session to session. */
interface Template {
  readonly sessionId: string;
  readonly writes: string;
  /** Its identifiers in the order in which they were made, so that copies sort as the original does. */
  readonly ids: readonly string[];
  readonly tokens: readonly string[];
}

const ownIds = /\b(?:ses|chk|art|evt|rev|mut|dlv|ntc|bdl)_[0-9A-HJKMNP-TV-Z]{26}\b/g;
const sessionsPerBatch = 100;

export interface CopyOrder {
  /** Of each kind: the session that is copied, and how often. In turns, so that lists hold a mix. */
  readonly copies: readonly { readonly sessionId: string; readonly times: number }[];
}

/** The data folder must not be open. @returns some of the new sessions' ids, by the session they were copied from */
export async function copySessions(dataFolder: string, { copies }: CopyOrder): Promise<ReadonlyMap<string, string>> {
  const database = openDatabase(join(dataFolder, 'countersign.sqlite'));
  try {
    const clock = createSystemClock();
    // The copies brought their events' copies along: there is nothing in them that a stream would have to tell.
    const table = createSqliteTable(database, clock, { isFollowed: () => false });
    const ids = createIds(clock);
    const latest = new Map<string, string>();
    const templates = copies.map(({ sessionId, times }) => ({ template: templateOf(database, sessionId), times }));
    const most = Math.max(...copies.map(({ times }) => times));
    for (let done = 0; done < most; done += sessionsPerBatch) {
      const batch: Promise<void>[] = [];
      for (const { template, times } of templates) {
        // Of a rarer kind fewer fall to each batch.
        const upTo = Math.round((Math.min(done + sessionsPerBatch, most) / most) * times);
        for (let copy = Math.round((done / most) * times); copy < upTo; copy += 1)
          batch.push(copyOne({ database, table, ids, latest }, template));
      }
      await Promise.all(batch);
    }
    return latest;
  } finally {
    database.close();
  }
}

interface Copying {
  readonly database: Database;
  readonly table: Table;
  readonly ids: Ids;
  readonly latest: Map<string, string>;
}

async function copyOne({ database, table, ids, latest }: Copying, template: Template): Promise<void> {
  const renewed = new Map<string, string>([
    ...template.ids.map((id) => [id, ids.next(id.slice(0, id.indexOf('_')))] as const),
    ...template.tokens.map(
      (token) => [token, randomBytes(token.length).toString('hex').slice(0, token.length)] as const,
    ),
  ]);
  let text = template.writes.replace(ownIds, (id) => renewed.get(id) ?? id);
  for (const token of template.tokens) text = text.replaceAll(token, renewed.get(token) ?? token);
  const writes: readonly Write[] = JSON.parse(text);
  const sessionId = renewed.get(template.sessionId) ?? '';
  latest.set(template.sessionId, sessionId);
  await Promise.all([table.commit(writes.map(dealtToItsShard)), copyExecution(database, template, sessionId, renewed)]);
}

/** Due rows are spread over shards by their id. */
function dealtToItsShard(write: Write): Write {
  if (write.kind !== 'put') return write;
  const { byDueSk, dueKind, workspaceId } = write.row;
  const kind = dueKinds.find((known) => known === dueKind);
  if (kind === undefined || typeof byDueSk !== 'string') return write;
  const [at = '', , id = ''] = byDueSk.split('#');
  return { ...write, row: { ...write.row, ...dueAttributes({ at, kind, workspaceId: String(workspaceId), id }) } };
}

function templateOf(database: Database, sessionId: string): Template {
  const rows = database.read((sql) =>
    (['work', 'audit'] as const).flatMap((table) =>
      sql
        .prepare(`SELECT body FROM ${table} WHERE body LIKE ? AND pk LIKE 'W#%'`)
        .all(`%${sessionId}%`)
        .map(({ body }) => ({ table, row: rowOf(String(body)) })),
    ),
  );
  const writes = rows.map(({ table, row }) => ({ kind: 'put', table, row }));
  const text = JSON.stringify(writes);
  const ids = [...new Set(text.match(ownIds) ?? [])].sort((a, b) => (a.slice(4) < b.slice(4) ? -1 : 1));
  const tokens = rows.flatMap(({ row }) => (row.sk.startsWith('token#') ? [String(row.token)] : []));
  return { sessionId, writes: text, ids, tokens };
}

const rowOf = (body: string): Row => JSON.parse(body);

const copyOfExecution = `INSERT INTO workflow_execution
  (workflow, name, definition, input, started_at, status, revision, standing, position, token, due_at, ended_at, error, cause)
  SELECT workflow, replace(name, $old, $new), definition, replace(input, $old, $new), started_at, status, revision, standing,
    replace(position, $old, $new), $token, due_at, ended_at, error, cause
  FROM workflow_execution WHERE workflow = 'session' AND name = $old || '-1'`;

/** No port copies an execution: its row is copied in the engine's own table. */
async function copyExecution(
  database: Database,
  template: Template,
  sessionId: string,
  renewed: ReadonlyMap<string, string>,
): Promise<void> {
  const isWaiting = database.read((sql) =>
    sql.prepare('SELECT token FROM workflow_execution WHERE name = ?').get(`${template.sessionId}-1`),
  )?.token;
  const token = typeof isWaiting === 'string' ? (renewed.get(isWaiting) ?? null) : null;
  await database.write((sql) =>
    sql.prepare(copyOfExecution).run({ $old: template.sessionId, $new: sessionId, $token: token }),
  );
}
