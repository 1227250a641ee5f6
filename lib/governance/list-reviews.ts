import { findReview, type Mutation, mutationsOf, type ReviewRecord } from '../audit/index.ts';
import type { Blobs, Table } from '../platform/index.ts';
import type { Session } from '../sessions/index.ts';
import { mutationView, reviewView } from './review-answer.ts';
import { listWords, readWords } from './review-words.ts';
import type { ReviewView } from './schema.ts';

interface ReadingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}
interface PageOptions {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** One review with its mutations and the words that came with it. */
export async function viewReview(ports: ReadingPorts, record: ReviewRecord): Promise<ReviewView> {
  const { sessionId } = record.decision;
  const [mutations, feedback] = await Promise.all([
    mutationsOf(ports.blobs, record),
    sessionId ? readWords(ports.table, record.workspaceId, sessionId, record.reviewId) : undefined,
  ]);
  return reviewView(record, mutations, feedback);
}

/** Decisions on a session, newest first. */
export async function listReviewsOf(
  ports: ReadingPorts,
  session: Session,
  options: PageOptions,
): Promise<{ readonly items: readonly ReviewView[]; readonly cursor: string | undefined }> {
  const words = await listWords(ports.table, session.workspaceId, session.id, options.limit, options.cursor);
  const records = await Promise.all(
    words.items.map(({ reviewId }) => findReview(ports.table, session.workspaceId, reviewId)),
  );
  const items = await Promise.all(records.flatMap((record) => (record ? [viewReview(ports, record)] : [])));
  return { items, cursor: words.cursor };
}

const reviewsPerRead = 100;
/** What a session changed in the knowledge base, newest review first; the cursor is the place in that list. */
export async function listMutationsOf(
  ports: ReadingPorts,
  session: Session,
  options: PageOptions,
): Promise<{ readonly items: readonly Mutation[]; readonly cursor: string | undefined }> {
  const start = options.cursor === undefined ? 0 : Number.parseInt(options.cursor, 10);
  const found: Mutation[] = [];
  let cursor: string | undefined;
  do {
    const words = await listWords(ports.table, session.workspaceId, session.id, reviewsPerRead, cursor);
    for (const { reviewId } of words.items) {
      const record = await findReview(ports.table, session.workspaceId, reviewId);
      if (record && record.mutationCount > 0) found.push(...(await mutationsOf(ports.blobs, record)).map(mutationView));
    }
    cursor = words.cursor;
  } while (cursor !== undefined && found.length < start + options.limit + 1);
  const end = start + options.limit;
  return { items: found.slice(start, end), cursor: found.length > end ? String(end) : undefined };
}
