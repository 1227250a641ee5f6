import * as z from 'zod';
import type { Key, Table, Write } from '../platform/index.ts';
import { type Session, sessionPartition } from '../sessions/index.ts';

/** A session's list of reviews, with the words of each: they stay outside of the audit chain, where they can be erased (P2). */
const wordsKey = (workspaceId: string, sessionId: string, reviewId: string): Key => ({
  pk: sessionPartition(workspaceId, sessionId),
  sk: `rev#${reviewId}`,
});
const Words = z.object({ reviewId: z.string(), feedback: z.string().optional() });
export type ReviewWords = z.infer<typeof Words>;

export const feedbackWrite = (
  session: Pick<Session, 'workspaceId' | 'id'>,
  reviewId: string,
  feedback: string | undefined,
): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...wordsKey(session.workspaceId, session.id, reviewId), reviewId, feedback },
});

/** The words of one review, or undefined. */
export async function readWords(
  table: Table,
  workspaceId: string,
  sessionId: string,
  reviewId: string,
): Promise<string | undefined> {
  const row = await table.get('work', wordsKey(workspaceId, sessionId, reviewId));
  return row && Words.parse(row).feedback;
}

/** Reviews of a session, newest first. */
export async function listWords(
  table: Table,
  workspaceId: string,
  sessionId: string,
  limit: number,
  cursor: string | undefined,
): Promise<{ readonly items: readonly ReviewWords[]; readonly cursor: string | undefined }> {
  const page = await table.query({
    table: 'work',
    pk: sessionPartition(workspaceId, sessionId),
    sk: { prefix: 'rev#' },
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return { items: page.rows.map((row) => Words.parse(row)), cursor: page.cursor };
}
