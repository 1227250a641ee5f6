import * as z from 'zod';
import type { Blobs, Key, Row, Table, Write } from '../platform/index.ts';
import { chainEntries, type Segment } from './chain.ts';
import type { ChainedEntry, MutationEntry } from './schema.ts';
import { DecisionEntry, MutationEntry as MutationEntrySchema } from './schema.ts';

/**
 * Keys of the audit table. Every row is written once: each put is conditional on absence.
 *   W#w#chk#c      | decision        which review decided a checkpoint
 *   W#w#rev#r      | review          the decision and its mutations
 *   W#w#prj#p#chain| seg#<sequence>  what one commit added to the project's chain
 */
const decisionKey = (workspaceId: string, checkpointId: string): Key => ({
  pk: `W#${workspaceId}#chk#${checkpointId}`,
  sk: 'decision',
});
const reviewKey = (workspaceId: string, reviewId: string): Key => ({
  pk: `W#${workspaceId}#rev#${reviewId}`,
  sk: 'review',
});
const chainPartition = (workspaceId: string, projectId: string): string => `W#${workspaceId}#prj#${projectId}#chain`;
const segmentSort = (from: number): string => `seg#${String(from).padStart(12, '0')}`;

/** Above this the mutations of a review go to Blobs; the row keeps their digest. */
const maxInlineMutationBytes = 64 * 1024;

/** A review as it was decided, with everything that is needed to answer it again, for ever (G5). */
export const ReviewRecord = z.object({
  reviewId: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  decision: DecisionEntry,
  mutationCount: z.int().min(0),
  mutations: z.array(MutationEntrySchema).optional(),
  mutationsDigest: z.string().optional(),
  artifactsApplied: z.int().min(0),
  artifactsSaved: z.int().min(0),
  artifactsRejected: z.int().min(0),
  headRevision: z.int().min(0),
});
export type ReviewRecord = z.infer<typeof ReviewRecord>;

const SegmentRow = z.object({
  from: z.int(),
  count: z.int(),
  previousHash: z.string(),
  headHash: z.string(),
  reviewId: z.string(),
});

const once = (table: 'audit', row: Row, name: string): Write => ({
  kind: 'put',
  table,
  row,
  conditions: [{ is: 'absent', name }],
});

export const checkpointIsUndecided = 'the checkpoint is undecided';
export const chainHasGrown = 'the chain has not grown';

/** A record with its mutations in the row or, where they are many, in Blobs. */
export async function reviewRecord(
  blobs: Blobs,
  record: Omit<ReviewRecord, 'mutations' | 'mutationsDigest' | 'mutationCount'>,
  mutations: readonly MutationEntry[],
): Promise<ReviewRecord> {
  const text = JSON.stringify(mutations);
  const kept =
    Buffer.byteLength(text) <= maxInlineMutationBytes
      ? { mutations: [...mutations] }
      : { mutationsDigest: await blobs.put(record.workspaceId, text, 'application/json') };
  return { ...record, mutationCount: mutations.length, ...kept };
}

/** The audit rows of one commit: the decision's uniqueness, the record, the chain's segment. */
export function auditWrites(record: ReviewRecord, segment: Segment): readonly Write[] {
  const { workspaceId, projectId, reviewId, decision } = record;
  const writes = [
    once('audit', { ...reviewKey(workspaceId, reviewId), ...record }, 'the review is new'),
    once(
      'audit',
      { pk: chainPartition(workspaceId, projectId), sk: segmentSort(segment.from), ...segment, reviewId },
      chainHasGrown,
    ),
  ];
  if (decision.checkpointId)
    writes.unshift(
      once('audit', { ...decisionKey(workspaceId, decision.checkpointId), reviewId }, checkpointIsUndecided),
    );
  return writes;
}

/** The review of that id in this workspace, or undefined. */
export async function findReview(
  table: Table,
  workspaceId: string,
  reviewId: string,
): Promise<ReviewRecord | undefined> {
  const row = await table.get('audit', reviewKey(workspaceId, reviewId));
  return row && ReviewRecord.parse(row);
}

/** The review that decided a checkpoint, or undefined while it is undecided. */
export async function findDecision(
  table: Table,
  workspaceId: string,
  checkpointId: string,
): Promise<ReviewRecord | undefined> {
  const row = await table.get('audit', decisionKey(workspaceId, checkpointId));
  return row && findReview(table, workspaceId, z.string().parse(row.reviewId));
}

/** All mutations of a review, in chain order. */
export async function mutationsOf(blobs: Blobs, record: ReviewRecord): Promise<readonly MutationEntry[]> {
  if (record.mutations) return record.mutations;
  if (!record.mutationsDigest) return [];
  return z
    .array(MutationEntrySchema)
    .parse(JSON.parse(Buffer.from(await blobs.get(record.workspaceId, record.mutationsDigest)).toString('utf8')));
}

const segmentsPerPage = 100;
/** The project's chain from its beginning, or from the segment that holds `fromSequence`, entry by entry with derived hashes. */
export async function* readChain(
  ports: { readonly table: Table; readonly blobs: Blobs },
  workspaceId: string,
  projectId: string,
  fromSequence = 1,
): AsyncGenerator<ChainedEntry & { readonly segment: Segment }> {
  let cursor: string | undefined;
  const pk = chainPartition(workspaceId, projectId);
  const holding = await ports.table.query({
    table: 'audit',
    pk,
    sk: { to: segmentSort(fromSequence) },
    reverse: true,
    limit: 1,
  });
  const from = holding.rows[0]?.sk ?? segmentSort(1);
  do {
    const page = await ports.table.query({
      table: 'audit',
      pk,
      sk: { from },
      limit: segmentsPerPage,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const row of page.rows) {
      const segment = SegmentRow.parse(row);
      const record = await findReview(ports.table, workspaceId, segment.reviewId);
      if (!record) continue; // a missing record shows as a gap when the chain is verified
      const entries = [record.decision, ...(await mutationsOf(ports.blobs, record))];
      for (const entry of chainEntries({ count: segment.from - 1, headHash: segment.previousHash }, entries)) {
        if (entry.sequence >= fromSequence) yield { ...entry, segment };
      }
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}
