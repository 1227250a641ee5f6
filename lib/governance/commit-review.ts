import type { MutationEntry } from '../audit/index.ts';
import { auditWrites, chainHasGrown, extendChain, reviewRecord } from '../audit/index.ts';
import { CountersignError, notFound } from '../errors.ts';
import type { Table, Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import type { Conflict, Head, RowChange } from '../substrate/index.ts';
import {
  conflictOf,
  currentWrite,
  findHead,
  headHasMoved,
  headWrite,
  isHeldByAnother,
  readKnowledgeRow,
  rowIsUnchanged,
  visibleBody,
} from '../substrate/index.ts';
import { applyLarge } from './apply-large.ts';
import { fitsOneCommit } from './commit-size.ts';
import { inTurn } from './project-turns.ts';
import {
  type CommittedReview,
  type MetChange,
  type ReviewPlan,
  type ReviewPorts,
  versionWrites,
} from './review-plan.ts';

const maxAttempts = 10;
const maxKeysPerRead = 100;

/**
 * The one way into the knowledge base: records a decision and applies what it approves, in one commit where it fits
 * and otherwise staged and flipped (apply-large.ts). Chain commits of a project take turns within the process.
 * @throws CountersignError `block_conflict` with `conflicts` when a base moved (nothing was decided), `unavailable` after 10 lost
 * races, and ConditionFailed for the conditions that `rest` brings.
 */
export const commitReview = (ports: ReviewPorts, plan: ReviewPlan): Promise<CommittedReview> =>
  inTurn(`${plan.workspaceId}/${plan.projectId}`, async () => {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const committed = await tryCommit(ports, plan);
      if (committed) return committed;
    }
    throw new CountersignError('unavailable', 'The project changes too quickly at the moment.', {
      retryAfterSeconds: 1,
    });
  });

/** Undefined = something moved between reading and writing: look again. */
async function tryCommit(ports: ReviewPorts, plan: ReviewPlan): Promise<CommittedReview | undefined> {
  const head = await findHead(ports.table, plan.workspaceId, plan.projectId);
  if (!head) throw notFound();
  const met = await meetRows(ports.table, plan, head);
  const build = async (current: Head, claimed: boolean) => {
    const committed = await outcomeOf(ports, plan, current, met);
    return { committed, fixed: await fixedWrites(plan, current, committed, claimed) };
  };
  const { committed, fixed } = await build(head, false);
  const changeWrites = met.flatMap(({ row, applied }) => [currentWrite(row, applied.body), ...versionWrites(applied)]);
  const writes = [...fixed, headWrite(head, committed.head), ...changeWrites];
  try {
    if (!fitsOneCommit(writes)) return await applyLarge(ports, plan, met, build);
    await ports.table.commit(writes);
    return committed;
  } catch (error) {
    if (error instanceof ConditionFailed && movedConditions.has(error.condition)) return undefined;
    throw error;
  }
}
const movedConditions: ReadonlySet<string> = new Set([rowIsUnchanged, headHasMoved, chainHasGrown]);

/** The decision's commit without head and changed rows: what the use case adds, and the audit. */
async function fixedWrites(
  plan: ReviewPlan,
  head: Head,
  committed: CommittedReview,
  claimed: boolean,
): Promise<readonly Write[]> {
  const { segment } = extendChain(head.chain, [plan.decision, ...committed.mutations]);
  return [...(await plan.rest(committed, claimed)), ...auditWrites(committed.record, segment)];
}

/** Reads every row that the plan touches. @throws CountersignError `block_conflict` naming each change that no longer fits. */
export async function meetRows(table: Table, plan: ReviewPlan, head: Head): Promise<readonly MetChange[]> {
  const met: MetChange[] = [];
  const conflicts: Conflict[] = [];
  for (let start = 0; start < plan.changes.length; start += maxKeysPerRead) {
    const changes = plan.changes.slice(start, start + maxKeysPerRead);
    const rows = await table.getMany(
      'substrate',
      changes.map((change) => change.key),
    );
    changes.forEach((change, index) => {
      const row = readKnowledgeRow(change.key, rows[index]);
      const current = visibleBody(row, head);
      const conflict =
        conflictOf(change, current) ?? (isHeldByAnother(row, head, plan.reviewId) ? heldBy(change) : undefined);
      if (conflict) conflicts.push(conflict);
      else met.push({ change, row, applied: change.apply(current) });
    });
  }
  if (conflicts.length > 0)
    throw new CountersignError(
      'block_conflict',
      'The knowledge base has moved since this was proposed. Nothing was decided.',
      { extensions: { conflicts } },
    );
  return met;
}

const heldBy = ({ targetId, artifactId, base }: RowChange): Conflict => ({
  targetId,
  ...(artifactId === undefined ? {} : { artifactId }),
  baseVersion: base === 'any' ? 0 : base.version,
  currentVersion: base === 'any' ? 0 : base.version,
  currentState: 'being changed by another review',
});

async function outcomeOf(
  ports: ReviewPorts,
  plan: ReviewPlan,
  head: Head,
  met: readonly MetChange[],
): Promise<CommittedReview> {
  const mutations: MutationEntry[] = met.flatMap(({ change, applied }) =>
    applied.mutation
      ? [
          {
            entry: 'mutation',
            ...applied.mutation,
            targetId: change.targetId,
            ...(change.artifactId === undefined ? {} : { artifactId: change.artifactId as `art_${string}` }),
            reviewId: plan.reviewId,
            at: plan.decision.at,
          },
        ]
      : [],
  );
  const next: Head = {
    ...head,
    ...countsAfter(head, mutations),
    headRevision: head.headRevision + (met.length > 0 ? 1 : 0),
    chain: extendChain(head.chain, [plan.decision, ...mutations]).end,
    updatedAt: plan.decision.at,
  };
  const { workspaceId, projectId, reviewId, decision, tally } = plan;
  const record = await reviewRecord(
    ports.blobs,
    { reviewId, workspaceId, projectId, decision, ...tally, headRevision: next.headRevision },
    mutations,
  );
  return { record, mutations, head: next };
}

function countsAfter(head: Head, mutations: readonly MutationEntry[]): Pick<Head, 'blockCounts' | 'documentCount'> {
  const blockCounts: Record<string, number> = { ...head.blockCounts };
  let documentCount = head.documentCount;
  for (const { kind, before, after } of mutations) {
    if (kind.startsWith('document_')) documentCount += before ? 0 : 1;
    else {
      if (before) blockCounts[before.state] = (blockCounts[before.state] ?? 0) - 1;
      blockCounts[after.state] = (blockCounts[after.state] ?? 0) + 1;
    }
  }
  return { blockCounts: { ...head.blockCounts, ...blockCounts }, documentCount };
}
