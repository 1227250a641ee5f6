import * as z from 'zod';
import { checkpointKey } from '../checkpoints/index.ts';
import { dueAttributes } from '../due/index.ts';
import { CountersignError } from '../errors.ts';
import { Timestamp, timestamp } from '../identity/index.ts';
import { ConditionFailed, type Key, type Write } from '../platform/index.ts';
import { type KnowledgeRow, projectPartition, ReviewId, readKnowledgeRow } from '../substrate/index.ts';
import type { MetChange, ReviewPlan, ReviewPorts } from './review-plan.ts';

/** Who applies a large review to a project, and which rows: one at a time per project. W#w#prj#p | apply in the work table. */
const leaseMs = 60_000;
/** How long a large apply waits for another one on the same project, and how often it looks. */
const maxWaitMs = 10_000;
const lookAgainMs = 50;
const rowsPerRead = 100;

export const Claim = z.object({
  workspaceId: z.string(),
  projectId: z.string(),
  reviewId: ReviewId,
  keysDigest: z.string(),
  sessionId: z.string().optional(),
  checkpointId: z.string().optional(),
  /** who has decided a review can not withdraw it any more, and the other way round: both move the phase under one condition */
  phase: z.enum(['staging', 'withdrawing', 'flipped']),
  leaseUntil: Timestamp,
});
export type Claim = z.infer<typeof Claim>;
const Keys = z.array(
  z.object({ pk: z.string(), sk: z.string(), versionPk: z.string().optional(), versionSk: z.string().optional() }),
);
export type ChangedKey = z.infer<typeof Keys>[number];

export const checkpointIsOpen = 'the checkpoint is open';
export const nobodyIsDeciding = 'nobody is deciding the checkpoint';

export const claimKey = (workspaceId: string, projectId: string): Key => ({
  pk: projectPartition(workspaceId, projectId),
  sk: 'apply',
});
const claimIsFree = 'no other large review is being applied';
export const claimIsMine = 'the claim is held by this review';
export const holdsClaim = (claim: Pick<Claim, 'workspaceId' | 'projectId' | 'reviewId'>): Write => ({
  kind: 'check',
  table: 'work',
  key: claimKey(claim.workspaceId, claim.projectId),
  conditions: [
    { is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine },
    { is: 'equal', attribute: 'phase', value: 'staging', name: claimIsMine },
  ],
});

/** Waits for other large reviews of the project, for a bounded time. @throws CountersignError `unavailable`; ConditionFailed when the checkpoint has moved */
export async function takeClaim(ports: ReviewPorts, plan: ReviewPlan, met: readonly MetChange[]): Promise<Claim> {
  const keys: ChangedKey[] = met.map(({ row, applied: { versionRow } }) => ({
    ...row.key,
    ...(versionRow ? { versionPk: versionRow.pk, versionSk: versionRow.sk } : {}),
  }));
  const keysDigest = await ports.blobs.put(plan.workspaceId, JSON.stringify(keys), 'application/json');
  const { workspaceId, projectId, reviewId, checkpoint } = plan;
  const claim: Claim = {
    workspaceId,
    projectId,
    reviewId,
    keysDigest,
    phase: 'staging',
    leaseUntil: timestamp(ports.clock.now() + leaseMs),
    ...checkpoint,
  };
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

function claimWrites(_ports: ReviewPorts, claim: Claim, plan: ReviewPlan): readonly Write[] {
  const due = dueAttributes({
    at: claim.leaseUntil,
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
        { is: 'equal', attribute: 'status', value: 'open', name: checkpointIsOpen },
        { is: 'without', attribute: 'deciding', name: nobodyIsDeciding },
      ],
    });
  }
  return writes;
}

/** The claim's part of the decision's commit: from here on the review can only be finished. */
export const markFlipped = (claim: Claim): Write => movePhase(claim, 'flipped', ['staging']);
/** Fences the claim off from its process, which may still be staging; fails once the review is decided. */
export const markWithdrawing = (claim: Claim): Write => movePhase(claim, 'withdrawing', ['staging', 'withdrawing']);

const movePhase = (claim: Claim, phase: Claim['phase'], from: readonly Claim['phase'][]): Write => ({
  kind: 'update',
  table: 'work',
  key: claimKey(claim.workspaceId, claim.projectId),
  set: { phase },
  conditions: [
    { is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine },
    { is: 'one-of', attribute: 'phase', values: from, name: claimIsMine },
  ],
});

export const removeClaim = (claim: Claim): Write => ({
  kind: 'delete',
  table: 'work',
  key: claimKey(claim.workspaceId, claim.projectId),
  conditions: [{ is: 'equal', attribute: 'reviewId', value: claim.reviewId, name: claimIsMine }],
});

/** The checkpoint is open again for everybody. */
export const reopenWrites = (claim: Claim): readonly Write[] =>
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

/** The rows that the claim's review changes, as they stand, page by page. */
export async function* changedRows(
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
