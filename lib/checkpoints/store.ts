import * as z from 'zod';
import { dueAttributes } from '../due/index.ts';
import {
  type Key,
  type NamedCondition,
  type Page,
  type Row,
  rowReader,
  type Table,
  type Write,
} from '../platform/index.ts';
import { sessionPartition } from '../sessions/index.ts';
import { Checkpoint, type OpenCheckpoint, Vote } from './schema.ts';

/** Rows of checkpoints live in their session's partition: chk#<chk> · vote#<chk>#<principal> · token#<chk>#<attempt>. */
export const checkpointKey = (workspaceId: string, sessionId: string, checkpointId: string): Key => ({
  pk: sessionPartition(workspaceId, sessionId),
  sk: `chk#${checkpointId}`,
});
export const inboxPartition = (workspaceId: string): string => `W#${workspaceId}#inbox`;
/** Sorts what never expires behind everything that does. */
const neverDue = '9999-12-31T23:59:59.999Z';

/** `nextStepAt`: when the ladder's next step comes, for an open checkpoint that has one left. */
const checkpointRow = (checkpoint: Checkpoint, nextStepAt: string | undefined): Row => ({
  ...checkpointKey(checkpoint.workspaceId, checkpoint.sessionId, checkpoint.id),
  ...checkpoint,
  ...(checkpoint.status === 'open'
    ? {
        byStatusPk: inboxPartition(checkpoint.workspaceId),
        byStatusSk: `${checkpoint.dueAt ?? neverDue}#${checkpoint.id}`,
      }
    : {}),
  ...(checkpoint.status === 'open' && nextStepAt
    ? dueAttributes({ at: nextStepAt, kind: 'checkpoint', workspaceId: checkpoint.workspaceId, id: checkpoint.id })
    : {}),
});

export const newCheckpointWrite = (checkpoint: OpenCheckpoint, nextStepAt: string | undefined): Write => ({
  kind: 'put',
  table: 'work',
  row: checkpointRow(checkpoint, nextStepAt),
  conditions: [{ is: 'absent', name: 'the checkpoint is new' }],
});

export const checkpointHasMoved = 'the checkpoint is as it was read';
/** `claimed` = a large review holds it, which moved its version by one. */
export const checkpointWrite = (
  former: OpenCheckpoint,
  next: Checkpoint,
  nextStepAt?: string,
  claimed = false,
): Write => {
  const version = former.version + (claimed ? 1 : 0);
  const conditions: readonly NamedCondition[] = [
    { is: 'equal', attribute: 'status', value: 'open', name: checkpointHasMoved },
    { is: 'equal', attribute: 'version', value: version, name: checkpointHasMoved },
  ];
  return { kind: 'put', table: 'work', row: checkpointRow({ ...next, version: version + 1 }, nextStepAt), conditions };
};

/** The checkpoint of that id in that session, or undefined. */
export async function findCheckpoint(
  table: Table,
  workspaceId: string,
  sessionId: string,
  checkpointId: string,
): Promise<Checkpoint | undefined> {
  const row = await table.get('work', checkpointKey(workspaceId, sessionId, checkpointId));
  return row && readCheckpoint(row);
}

export const readCheckpoint = rowReader(Checkpoint);

/** The checkpoints of a session, newest first. */
export const listCheckpointRows = (
  table: Table,
  workspaceId: string,
  sessionId: string,
  limit: number,
  cursor?: string,
): Promise<Page> =>
  table.query({
    table: 'work',
    pk: sessionPartition(workspaceId, sessionId),
    sk: { prefix: 'chk#' },
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });

const rowsPerRead = 100;
/** All rows under a prefix: a page ends at 1 MB, which a few large reviews come to. */
async function allRows(read: (cursor: string | undefined) => Promise<Page>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return rows;
}

/** The checkpoints of a session, newest first. */
export async function allCheckpoints(
  table: Table,
  workspaceId: string,
  sessionId: string,
): Promise<readonly Checkpoint[]> {
  const rows = await allRows((cursor) => listCheckpointRows(table, workspaceId, sessionId, rowsPerRead, cursor));
  return rows.map(readCheckpoint);
}

const voteKey = (workspaceId: string, sessionId: string, checkpointId: string, principalId: string): Key => ({
  pk: sessionPartition(workspaceId, sessionId),
  sk: `vote#${checkpointId}#${principalId}`,
});
export const voteIsNew = 'this person has not voted yet';
export const voteWrite = (workspaceId: string, sessionId: string, vote: Vote): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...voteKey(workspaceId, sessionId, vote.checkpointId, vote.principalId), ...vote },
  conditions: [{ is: 'absent', name: voteIsNew }],
});

/** Votes on a checkpoint in the order they were given. */
export async function readVotes(
  table: Table,
  workspaceId: string,
  sessionId: string,
  checkpointId: string,
): Promise<readonly Vote[]> {
  const rows = await allRows((cursor) =>
    table.query({
      table: 'work',
      pk: sessionPartition(workspaceId, sessionId),
      sk: { prefix: `vote#${checkpointId}#` },
      limit: rowsPerRead,
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
  return rows.map((row) => Vote.parse(row)).sort((a, b) => (a.at < b.at ? -1 : 1));
}

const Token = z.object({ token: z.string() });
/** The doorbell of one attempt to wait. Never in a link, log or event (I13). */
export const tokenWrite = (
  workspaceId: string,
  sessionId: string,
  checkpointId: string,
  attemptId: string,
  token: string,
): Write => ({
  kind: 'put',
  table: 'work',
  row: { pk: sessionPartition(workspaceId, sessionId), sk: `token#${checkpointId}#${attemptId}`, token },
});

const maxTokensRung = 10;
/** Task tokens of a checkpoint, the latest attempt first. */
export async function readTokens(
  table: Table,
  workspaceId: string,
  sessionId: string,
  checkpointId: string,
): Promise<readonly string[]> {
  const page = await table.query({
    table: 'work',
    pk: sessionPartition(workspaceId, sessionId),
    sk: { prefix: `token#${checkpointId}#` },
    reverse: true,
    limit: maxTokensRung,
  });
  return page.rows.map((row) => Token.parse(row).token);
}
