import * as z from 'zod';
import { findDecision } from '../audit/index.ts';
import { type Actor, CheckpointType, type Policy, PrincipalId, readPolicy } from '../identity/index.ts';
import type { Row, Table } from '../platform/index.ts';
import { checkpointView, decisionOf } from './checkpoint.ts';
import type { Checkpoint, CheckpointView, InboxItem, OpenCheckpoint } from './schema.ts';
import { inboxPartition, listCheckpointRows, readCheckpoint, readVotes } from './store.ts';
import { isDecider, mayDecide } from './who-may-decide.ts';

interface PageOptions {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** A checkpoint with its votes and, once decided, the decision. */
export async function viewCheckpoint(table: Table, checkpoint: Checkpoint): Promise<CheckpointView> {
  const { workspaceId, sessionId, id, status } = checkpoint;
  const [votes, record] = await Promise.all([
    checkpoint.policy.quorum > 1 ? readVotes(table, workspaceId, sessionId, id) : [],
    status === 'open' ? undefined : findDecision(table, workspaceId, id),
  ]);
  return checkpointView(checkpoint, votes, record && decisionOf(record));
}

/** Checkpoints of a session, newest first. */
export async function listCheckpoints(
  table: Table,
  workspaceId: string,
  sessionId: string,
  options: PageOptions,
): Promise<{ readonly items: readonly CheckpointView[]; readonly cursor: string | undefined }> {
  const page = await listCheckpointRows(table, workspaceId, sessionId, options.limit, options.cursor);
  return {
    items: await Promise.all(page.rows.map((row) => viewCheckpoint(table, readCheckpoint(row)))),
    cursor: page.cursor,
  };
}

/** How many waiting checkpoints one page of the inbox looks through at most, and in how many reads, for a reader for whom few of them wait. */
const maxLooked = 2_000;
const maxReads = 40;
const nothingWaits = { items: [], cursor: undefined } as const;
/** The little of a checkpoint's row that says who may decide it. */
const Asked = z.object({ checkpointType: CheckpointType, initiatedBy: PrincipalId });

/**
 * What waits on this person, oldest due first (N4): open checkpoints of the workspace that they may decide and have not voted on.
 * Read from an index, which on AWS may lag a moment behind. A page may hold fewer items than asked for although more follow.
 * `linkOf` gives the address of the review page.
 */
export async function listInbox(
  table: Table,
  actor: Actor,
  options: PageOptions,
  linkOf: (checkpoint: OpenCheckpoint) => string,
): Promise<{ readonly items: readonly InboxItem[]; readonly cursor: string | undefined }> {
  if (!isDecider(actor)) return nothingWaits;
  const { policy } = await readPolicy(table, actor.workspaceId);
  const items: InboxItem[] = [];
  let cursor = options.cursor;
  let looked = 0;
  let reads = 0;
  do {
    const page = await table.query({
      table: 'work',
      index: 'byStatus',
      pk: inboxPartition(actor.workspaceId),
      limit: options.limit - items.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = await Promise.all(page.rows.map((row) => ifItWaitsOn(table, actor, row, policy)));
    for (const checkpoint of found) if (checkpoint !== undefined) items.push(inboxItem(checkpoint, linkOf(checkpoint)));
    looked += page.rows.length;
    reads += 1;
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < options.limit && looked < maxLooked && reads < maxReads);
  return { items, cursor };
}

async function ifItWaitsOn(table: Table, actor: Actor, row: Row, policy: Policy): Promise<OpenCheckpoint | undefined> {
  // Most of a page may be somebody else's to decide: that is seen before the whole row is read.
  if (!mayDecide(Asked.parse(row), policy, actor)) return undefined;
  const checkpoint = readCheckpoint(row);
  if (checkpoint.status !== 'open') return undefined;
  if (checkpoint.policy.quorum === 1) return checkpoint;
  const votes = await readVotes(table, checkpoint.workspaceId, checkpoint.sessionId, checkpoint.id);
  return votes.some((vote) => vote.principalId === actor.principalId) ? undefined : checkpoint;
}

const inboxItem = (checkpoint: OpenCheckpoint, link: string): InboxItem => ({
  checkpointId: checkpoint.id,
  sessionId: checkpoint.sessionId,
  projectId: checkpoint.projectId,
  title: checkpoint.title,
  checkpointType: checkpoint.checkpointType,
  riskLevel: checkpoint.riskLevel,
  effect: checkpoint.effect,
  waitingSince: checkpoint.openedAt,
  dueAt: checkpoint.dueAt ?? null,
  link,
});
