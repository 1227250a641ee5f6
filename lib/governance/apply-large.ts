import { chainHasGrown } from '../audit/index.ts';
import { CountersignError, notFound } from '../errors.ts';
import { timestamp } from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import {
  findHead,
  foldWrite,
  type Head,
  headHasMoved,
  headWrite,
  type KnowledgeRow,
  releaseWrite,
  stagedWrite,
} from '../substrate/index.ts';
import {
  type ChangedKey,
  Claim,
  changedRows,
  claimKey,
  holdsClaim,
  markFlipped,
  markWithdrawing,
  removeClaim,
  reopenWrites,
  takeClaim,
} from './apply-claim.ts';
import { cutIntoCommits } from './commit-size.ts';
import {
  type CommittedReview,
  type MetChange,
  type ReviewPlan,
  type ReviewPorts,
  versionWrites,
} from './review-plan.ts';

/**
 * A review too large for one commit: claim, stage every change under its row, flip the head in one commit that is the
 * decision, fold the staged rows in. Readers see all or none at every moment. A claim that its process abandoned is folded in or
 * withdrawn by `settleAbandonedApply`, which the due timer calls.
 */
const parallelCommits = 4;
const maxHeadRaces = 20;
/** Each pass changes what it finds; a second one is needed only beside a twin. */
const maxPasses = 10;
const headConditions: ReadonlySet<string> = new Set([headHasMoved, chainHasGrown]);

/** Builds the decision's commit for the head as it stands, without the rows that are staged already. */
export type BuildFlip = (
  head: Head,
  claimed: true,
) => Promise<{ readonly committed: CommittedReview; readonly fixed: readonly Write[] }>;

/** @throws CountersignError `unavailable` when another large review keeps the project busy; ConditionFailed as commitReview says. */
export async function applyLarge(
  ports: ReviewPorts,
  plan: ReviewPlan,
  met: readonly MetChange[],
  build: BuildFlip,
): Promise<CommittedReview> {
  const claim = await takeClaim(ports, plan, met);
  let committed: CommittedReview;
  try {
    await stage(ports, plan, claim, met);
    committed = await flip(ports, claim, build);
  } catch (error) {
    await withdraw(ports, claim);
    throw error;
  }
  await foldIn(ports, claim).catch(leaveToSweeper);
  return committed;
}

/** The decision stands and is visible: what could not be folded in now is folded in when the claim's time is over. */
const leaveToSweeper = (): void => {};

/** Every staging commit checks the claim, so that nothing is staged behind a withdrawal. */
async function stage(ports: ReviewPorts, plan: ReviewPlan, claim: Claim, met: readonly MetChange[]): Promise<void> {
  const groups = met.map(({ row, applied }) => [
    stagedWrite(row, plan.reviewId, applied.body),
    ...versionWrites(applied),
  ]);
  const commits = cutIntoCommits(groups, 1).map((writes) => [...writes, holdsClaim(claim)]);
  await commitAll(ports, commits);
}

async function commitAll(ports: ReviewPorts, commits: readonly (readonly Write[])[]): Promise<void> {
  for (let start = 0; start < commits.length; start += parallelCommits) {
    const results = await Promise.allSettled(
      commits.slice(start, start + parallelCommits).map((writes) => ports.table.commit(writes)),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
}

/** The decision's commit: from here on every staged row of the review is visible. The rows are held, so only the head can have moved. */
async function flip(ports: ReviewPorts, claim: Claim, build: BuildFlip): Promise<CommittedReview> {
  for (let attempt = 1; attempt <= maxHeadRaces; attempt += 1) {
    const head = await findHead(ports.table, claim.workspaceId, claim.projectId);
    if (!head) throw notFound();
    const { committed, fixed } = await build(head, true);
    const visible = { ...committed.head, flippedReviewId: claim.reviewId };
    try {
      await ports.table.commit([...fixed, headWrite(head, visible), markFlipped(claim)]);
      return committed;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || !headConditions.has(error.condition)) throw error;
    }
  }
  throw new CountersignError('unavailable', 'The project changes too quickly at the moment.', { retryAfterSeconds: 1 });
}

/** Changes what is still staged by the review until nothing is; a twin that does the same at the same time is no trouble. */
async function settleRows(
  ports: ReviewPorts,
  claim: Claim,
  writesOf: (row: KnowledgeRow, changed: ChangedKey) => readonly Write[],
): Promise<void> {
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    let found = 0;
    for await (const rows of changedRows(ports, claim)) {
      const groups = rows.flatMap(({ row, changed }) =>
        row.staged?.reviewId === claim.reviewId ? [writesOf(row, changed)] : [],
      );
      found += groups.length;
      await toleratingTwins(() => commitAll(ports, cutIntoCommits(groups)));
    }
    if (found === 0) return;
  }
  throw new CountersignError('unavailable', 'A large review could not be settled yet.');
}

async function toleratingTwins(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** After the flip: staged becomes current, then the head lets go of the review. Safe to repeat and to run twice at once. */
async function foldIn(ports: ReviewPorts, claim: Claim): Promise<void> {
  await settleRows(ports, claim, (row) => (row.staged ? [foldWrite(row, claim.reviewId, row.staged.body)] : []));
  for (let attempt = 1; attempt <= maxHeadRaces; attempt += 1) {
    const head = await findHead(ports.table, claim.workspaceId, claim.projectId);
    if (head?.flippedReviewId !== claim.reviewId) return;
    const { flippedReviewId: _, ...folded } = head;
    try {
      await ports.table.commit([headWrite(head, folded), removeClaim(claim)]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}

/** Without a flip: fences the claim off, releases the rows, reopens the checkpoint. A flip whose reply was lost is left to be folded in. */
async function withdraw(ports: ReviewPorts, claim: Claim): Promise<void> {
  try {
    await ports.table.commit([markWithdrawing(claim)]);
  } catch (error) {
    if (error instanceof ConditionFailed) return; // decided, or settled by someone else
    throw error;
  }
  await settleRows(ports, claim, (row, changed) => releaseOf(row, changed, claim.reviewId));
  await toleratingTwins(() => ports.table.commit([removeClaim(claim), ...reopenWrites(claim)]));
}

function releaseOf(row: KnowledgeRow, changed: ChangedKey, reviewId: string): readonly Write[] {
  const release = releaseWrite(row, reviewId);
  const { versionPk, versionSk } = changed;
  return versionPk && versionSk
    ? [release, { kind: 'delete', table: 'substrate', key: { pk: versionPk, sk: versionSk } }]
    : [release];
}

/** Finishes a large review that is visible, or withdraws one whose process is gone: its lease is over (S9, T2). */
export async function settleAbandonedApply(ports: ReviewPorts, workspaceId: string, projectId: string): Promise<void> {
  const row = await ports.table.get('work', claimKey(workspaceId, projectId));
  if (!row) return;
  const claim = Claim.parse(row);
  const head = await findHead(ports.table, workspaceId, projectId);
  if (head?.flippedReviewId === claim.reviewId) await foldIn(ports, claim);
  else if (claim.leaseUntil <= timestamp(ports.clock.now())) await withdraw(ports, claim);
}
