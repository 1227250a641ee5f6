import * as z from 'zod';
import { checkpointKey } from '../checkpoints/index.ts';
import { dueAttributes } from '../due/index.ts';
import { CountersignError, notFound } from '../errors.ts';
import { timestamp } from '../identity/index.ts';
import type { Key, Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import {
  findHead,
  foldWrite,
  type Head,
  headWrite,
  type KnowledgeRow,
  projectPartition,
  ReviewId,
  readKnowledgeRow,
  releaseWrite,
  stagedWrite,
} from '../substrate/index.ts';
import type { CommittedReview, MetChange, ReviewPlan, ReviewPorts } from './commit-review.ts';
import { versionWrites } from './commit-review.ts';
import { cutIntoCommits } from './commit-size.ts';

/**
 * A review too large for one commit (design §5): claim, stage every change under its row, flip the head in one commit that is the
 * decision, fold the staged rows in. Readers see all or none at every moment. A claim that its process abandoned is folded in or
 * withdrawn by `settleAbandonedApply`, which the due timer calls.
 */
const leaseMs = 60_000;
/** How long a large apply waits for another one on the same project, and how often it looks. */
const maxWaitMs = 10_000;
const lookAgainMs = 50;
const parallelCommits = 4;
const rowsPerRead = 100;
const maxHeadRaces = 20;
/** Each pass changes what it finds; a second one is needed only beside a twin. */
const maxPasses = 10;
const headConditions: ReadonlySet<string> = new Set(['the head has not moved', 'the chain has not grown']);

const Claim = z.object({
  workspaceId: z.string(),
  projectId: z.string(),
  reviewId: ReviewId,
  keysDigest: z.string(),
  sessionId: z.string().optional(),
  checkpointId: z.string().optional(),
  phase: z.enum(['staging', 'withdrawing']),
});
type Claim = z.infer<typeof Claim>;
const Keys = z.array(
  z.object({ pk: z.string(), sk: z.string(), versionPk: z.string().optional(), versionSk: z.string().optional() }),
);
type ChangedKey = z.infer<typeof Keys>[number];

const claimKey = (workspaceId: string, projectId: string): Key => ({
  pk: projectPartition(workspaceId, projectId),
  sk: 'apply',
});
const claimIsFree = 'no other large review is being applied';
const claimIsMine = 'the claim is held by this review';
const holdsClaim = (claim: Pick<Claim, 'workspaceId' | 'projectId' | 'reviewId'>): Write => ({
  kind: 'check',
  table: 'work',
  key: claimKey(claim.workspaceId, claim.projectId),
  conditions: [
    { is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine },
    { is: 'equal', attribute: 'phase', value: 'staging', name: claimIsMine },
  ],
});

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
  await foldIn(ports, claim);
  return committed;
}

async function takeClaim(ports: ReviewPorts, plan: ReviewPlan, met: readonly MetChange[]): Promise<Claim> {
  const keys: ChangedKey[] = met.map(({ row, applied: { versionRow } }) => ({
    ...row.key,
    ...(versionRow ? { versionPk: versionRow.pk, versionSk: versionRow.sk } : {}),
  }));
  const keysDigest = await ports.blobs.put(plan.workspaceId, JSON.stringify(keys), 'application/json');
  const { workspaceId, projectId, reviewId, checkpoint } = plan;
  const claim: Claim = { workspaceId, projectId, reviewId, keysDigest, phase: 'staging', ...checkpoint };
  const until = ports.clock.now() + maxWaitMs;
  for (;;) {
    try {
      await ports.table.commit(claimWrites(ports, claim, plan));
      return claim;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.condition !== claimIsFree) throw error;
      if (ports.clock.now() >= until)
        throw new CountersignError('unavailable', 'Another large review is being applied to this project.', {
          retryAfterSeconds: 5,
        });
      await ports.clock.sleep(lookAgainMs);
    }
  }
}

function claimWrites(ports: ReviewPorts, claim: Claim, plan: ReviewPlan): readonly Write[] {
  const due = dueAttributes({
    at: timestamp(ports.clock.now() + leaseMs),
    kind: 'apply',
    workspaceId: claim.workspaceId,
    id: claim.projectId,
  });
  const row = { ...claimKey(claim.workspaceId, claim.projectId), ...claim, ...due };
  const writes: Write[] = [{ kind: 'put', table: 'work', row, conditions: [{ is: 'absent', name: claimIsFree }] }];
  if (plan.checkpoint) {
    writes.push({
      kind: 'update',
      table: 'work',
      key: checkpointKey(plan.workspaceId, plan.checkpoint.sessionId, plan.checkpoint.checkpointId),
      set: { deciding: { reviewId: plan.reviewId, by: plan.decision.decidedBy } },
      add: { version: 1 },
      conditions: [
        { is: 'equal', attribute: 'status', value: 'open', name: 'the checkpoint is open' },
        { is: 'without', attribute: 'deciding', name: 'nobody is deciding the checkpoint' },
      ],
    });
  }
  return writes;
}

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
      await ports.table.commit([...fixed, headWrite(head, visible), holdsClaim(claim)]);
      return committed;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || !headConditions.has(error.condition)) throw error;
    }
  }
  throw new CountersignError('unavailable', 'The project changes too quickly at the moment.', { retryAfterSeconds: 1 });
}

async function* changedRows(
  ports: ReviewPorts,
  claim: Claim,
): AsyncGenerator<readonly { readonly row: KnowledgeRow; readonly changed: ChangedKey }[]> {
  const keys = Keys.parse(
    JSON.parse(Buffer.from(await ports.blobs.get(claim.workspaceId, claim.keysDigest)).toString('utf8')),
  );
  for (let start = 0; start < keys.length; start += rowsPerRead) {
    const part = keys.slice(start, start + rowsPerRead);
    const rows = await ports.table.getMany(
      'substrate',
      part.map(({ pk, sk }) => ({ pk, sk })),
    );
    yield part.map((changed, index) => ({
      changed,
      row: readKnowledgeRow({ pk: changed.pk, sk: changed.sk }, rows[index]),
    }));
  }
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

const removeClaim = (claim: Claim): Write => ({
  kind: 'delete',
  table: 'work',
  key: claimKey(claim.workspaceId, claim.projectId),
  conditions: [{ is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine }],
});

/** Without a flip: fences the claim off (its process may still be staging), releases the rows, reopens the checkpoint. */
async function withdraw(ports: ReviewPorts, claim: Claim): Promise<void> {
  try {
    await ports.table.commit([
      {
        kind: 'update',
        table: 'work',
        key: claimKey(claim.workspaceId, claim.projectId),
        set: { phase: 'withdrawing' },
        conditions: [{ is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine }],
      },
    ]);
  } catch (error) {
    if (error instanceof ConditionFailed) return; // settled by someone else
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

const reopenWrites = (claim: Claim): readonly Write[] =>
  claim.sessionId && claim.checkpointId
    ? [
        {
          kind: 'update',
          table: 'work',
          key: checkpointKey(claim.workspaceId, claim.sessionId, claim.checkpointId),
          remove: ['deciding'],
          add: { version: 1 },
          conditions: [{ is: 'present', name: 'the checkpoint exists' }],
        },
      ]
    : [];

/** Finishes or withdraws a large apply whose process is gone (S9, T2). Called when its lease is over. */
export async function settleAbandonedApply(ports: ReviewPorts, workspaceId: string, projectId: string): Promise<void> {
  const row = await ports.table.get('work', claimKey(workspaceId, projectId));
  if (!row) return;
  const claim = Claim.parse(row);
  const head = await findHead(ports.table, workspaceId, projectId);
  if (head?.flippedReviewId === claim.reviewId) await foldIn(ports, claim);
  else await withdraw(ports, claim);
}
