import { checkpointIsUndecided } from '../audit/index.ts';
import {
  assertLinkIsEnough,
  assertMayDecide,
  type Checkpoint,
  checkpointHasMoved,
  findCheckpoint,
  type OpenCheckpoint,
  readVotes,
  type Vote,
  voteIsNew,
} from '../checkpoints/index.ts';
import { CountersignError, notFound, stateConflict } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import {
  type Actor,
  actorIsStillMember,
  policyIsUnchanged,
  readPolicy,
  type VersionedPolicy,
} from '../identity/index.ts';
import type { Log, Queue, WorkflowEngine } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { readSession, type Session, sessionHasMoved } from '../sessions/index.ts';
import { checkpointIsOpen, nobodyIsDeciding } from './apply-claim.ts';
import { commitReview } from './commit-review.ts';
import { planDecision } from './plan-decision.ts';
import { recordVote } from './record-vote.ts';
import { answerAgain, answerVoteAgain } from './repeated-decision.ts';
import { answerOf } from './review-answer.ts';
import type { ReviewPorts } from './review-plan.ts';
import { ringBell } from './ring-bell.ts';
import type { DecisionCommand, ReviewAnswer } from './schema.ts';
import { standingApprovals, voterHasMoved } from './standing-approvals.ts';
import { verdictsOf } from './verdicts.ts';

export interface DecidePorts extends ReviewPorts {
  readonly engine: WorkflowEngine;
  readonly queue: Queue;
  readonly log: Log;
}

/** What stands at the moment of decision; read again whenever a commit finds that it has moved. */
export interface Situation {
  readonly session: Extract<Session, { status: 'pending_review' }>;
  readonly checkpoint: OpenCheckpoint;
  readonly policy: VersionedPolicy;
}

const maxLooks = 10;
/** Conditions that say: look again, somebody was faster or the rules have changed. */
const movedConditions: ReadonlySet<string> = new Set([
  checkpointHasMoved,
  sessionHasMoved,
  policyIsUnchanged,
  voteIsNew,
  voterHasMoved,
  checkpointIsUndecided,
  checkpointIsOpen,
  nobodyIsDeciding,
]);

/**
 * The one use case behind every door (API, page, link): one decision that also applies what it approves (G1-G6).
 * @throws CountersignError `forbidden` (not your kind of checkpoint, or your own work), `invalid_request` (verdicts), `already_decided`,
 * `state_conflict`, `content_changed`, `block_conflict`, `unavailable`. After any of them nothing of this decision is recorded.
 */
export async function decide(
  ports: DecidePorts,
  actor: Actor,
  place: { readonly sessionId: string; readonly checkpointId: string },
  command: DecisionCommand,
  remember: Remember<ReviewAnswer>,
): Promise<ReviewAnswer> {
  for (let look = 1; look <= maxLooks; look += 1) {
    const answer = await decideOnce(ports, actor, place, command, remember);
    if (answer) return answer;
  }
  throw new CountersignError('unavailable', 'The checkpoint changes too quickly at the moment.', {
    retryAfterSeconds: 1,
  });
}

async function decideOnce(
  ports: DecidePorts,
  actor: Actor,
  place: { readonly sessionId: string; readonly checkpointId: string },
  command: DecisionCommand,
  remember: Remember<ReviewAnswer>,
): Promise<ReviewAnswer | undefined> {
  const { workspaceId } = actor;
  const [checkpoint, policy] = await Promise.all([
    findCheckpoint(ports.table, workspaceId, place.sessionId, place.checkpointId),
    readPolicy(ports.table, workspaceId),
  ]);
  if (!checkpoint) throw notFound();
  assertMayDecide(checkpoint, policy.policy, actor);
  const verdicts = verdictsOf(checkpoint, command);
  const open = await assertOpen(ports, actor, checkpoint, command);
  if ('reviewId' in open) return open;
  assertLinkIsEnough(open.checkpoint, policy.policy, actor);
  const session = await readSession(ports.table, workspaceId, place.sessionId);
  if (session?.status !== 'pending_review' || session.openCheckpointId !== checkpoint.id) return undefined;
  const situation: Situation = { session, checkpoint: open.checkpoint, policy };
  try {
    return await settle(ports, actor, situation, { ...command, verdicts }, remember);
  } catch (error) {
    if (error instanceof ConditionFailed && movedConditions.has(error.condition)) return undefined;
    if (isConflict(error) && (await hasMoved(ports, situation))) return undefined;
    if (error instanceof ConditionFailed && error.condition === actorIsStillMember)
      throw new CountersignError('forbidden', 'Your membership has changed.', { cause: error });
    throw error;
  }
}

/** The open checkpoint, or the answer to a decision or vote given again. */
async function assertOpen(
  ports: DecidePorts,
  actor: Actor,
  checkpoint: Checkpoint,
  command: DecisionCommand,
): Promise<{ readonly checkpoint: OpenCheckpoint } | ReviewAnswer> {
  const mine = await voteOfActor(ports, actor, checkpoint);
  if (checkpoint.status !== 'open') return answerAgain(ports, actor, checkpoint, command, mine);
  if (checkpoint.deciding) throw stateConflict('This checkpoint is being decided.', 'deciding');
  if (mine) return answerVoteAgain(mine, checkpoint, command);
  if (command.digest !== checkpoint.digest) {
    throw new CountersignError('content_changed', 'The work is no longer what you saw. Look at it again.', {
      extensions: { currentDigest: checkpoint.digest },
    });
  }
  return { checkpoint };
}

async function voteOfActor({ table }: DecidePorts, actor: Actor, checkpoint: Checkpoint): Promise<Vote | undefined> {
  if (checkpoint.policy.quorum === 1) return undefined;
  const votes = await readVotes(table, actor.workspaceId, checkpoint.sessionId, checkpoint.id);
  return votes.find((vote) => vote.principalId === actor.principalId);
}

/** A vote short of the quorum is recorded; everything else is the decision. The first reject or send-back closes. */
async function settle(
  ports: DecidePorts,
  actor: Actor,
  situation: Situation,
  command: DecisionCommand,
  remember: Remember<ReviewAnswer>,
): Promise<ReviewAnswer> {
  const { checkpoint } = situation;
  const approvals = checkpoint.policy.quorum > 1 ? await standingApprovals(ports.table, situation) : [];
  if (command.quality === 'approved' && approvals.length + 1 < checkpoint.policy.quorum)
    return recordVote(ports, actor, situation, command, remember);
  const plan = await planDecision(ports, actor, situation, command, approvals, remember);
  const committed = await commitReview(ports, plan.review);
  const answer = answerOf(committed.record, committed.mutations);
  await ringBell(ports, plan.sessionAfter, checkpoint.id);
  return answer;
}

const isConflict = (error: unknown): boolean => error instanceof CountersignError && error.code === 'block_conflict';
/** Whoever lost the race meets what the winner has just applied: then the winner is the answer, not the conflict. */
async function hasMoved({ table }: DecidePorts, { checkpoint }: Situation): Promise<boolean> {
  const current = await findCheckpoint(table, checkpoint.workspaceId, checkpoint.sessionId, checkpoint.id);
  return current?.status !== 'open' || current.version !== checkpoint.version;
}
