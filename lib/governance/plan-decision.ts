import { type ArtifactRevision, allArtifacts } from '../artifacts/index.ts';
import type { DecisionEntry, Verdict } from '../audit/index.ts';
import { type Checkpoint, checkpointWrite, type ReviewedArtifact, voteWrite } from '../checkpoints/index.ts';
import { CountersignError } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, policyIsStill, timestamp } from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import {
  agentInputWrite,
  iterationWrite,
  type Session,
  type SessionCommand,
  sessionWrites,
  transition,
} from '../sessions/index.ts';
import type { RowChange } from '../substrate/index.ts';
import { tell } from '../timeline/index.ts';
import { changesOf } from './artifact-changes.ts';
import type { Situation } from './decide.ts';
import { voteOf } from './record-vote.ts';
import { feedbackDigestOf, sentBackBy } from './repeated-decision.ts';
import { answerOf } from './review-answer.ts';
import type { CommittedReview, ReviewPlan, ReviewPorts } from './review-plan.ts';
import { feedbackWrite } from './review-words.ts';
import type { DecisionCommand, ReviewAnswer } from './schema.ts';
import { type StandingApproval, votersAreStill } from './standing-approvals.ts';
import { combineVerdicts } from './verdicts.ts';

export interface DecisionPlan {
  readonly review: ReviewPlan;
  /** Where the session stands once it is committed; the mutation count aside. */
  readonly sessionAfter: Session;
}

/** Everything that one decision changes, as one plan: nothing is written here. */
export async function planDecision(
  ports: ReviewPorts,
  actor: Actor,
  situation: Situation,
  command: DecisionCommand,
  approvals: readonly StandingApproval[],
  remember: Remember<ReviewAnswer>,
): Promise<DecisionPlan> {
  const { session, checkpoint } = situation;
  const reviewId = ports.ids.next('rev') as `rev_${string}`;
  const now = ports.clock.now();
  const at = timestamp(now);
  const votes = command.quality === 'approved' ? approvals.map(({ vote }) => vote) : [];
  const verdicts =
    command.quality === 'approved'
      ? combineVerdicts([...votes.map((vote) => vote.verdicts), command.verdicts ?? {}])
      : { ...command.verdicts };
  const decision = decisionEntry(actor, checkpoint, command, {
    reviewId,
    verdicts,
    voters: [...votes.map((vote) => vote.principalId), actor.principalId],
    at,
  });
  const changes =
    command.quality === 'approved' ? await appliedChanges(ports, situation, verdicts, { reviewId, at }) : [];
  const sessionAfter = transition(session, sessionCommandOf(checkpoint, command), now);
  const count = (verdict: Verdict): number => Object.values(verdicts).filter((other) => other === verdict).length;
  const rest = async (committed: CommittedReview, claimed: boolean): Promise<readonly Write[]> => [
    checkpointWrite(checkpoint, decidedCheckpoint(situation, decision, command), undefined, claimed),
    ...sessionWrites(session, { ...sessionAfter, mutationsCount: session.mutationsCount + committed.mutations.length }),
    ...(checkpoint.policy.quorum > 1
      ? [
          voteWrite(
            actor.workspaceId,
            session.id,
            voteOf(actor, checkpoint.id, reviewId, command, committed.head.headRevision, at),
          ),
        ]
      : []),
    feedbackWrite(session, reviewId, command.feedback),
    ...wordsForTheAgent(ports, actor, situation, command, at),
    memberIsStill(actor),
    ...(command.quality === 'approved' ? votersAreStill(approvals) : []),
    policyIsStill(actor.workspaceId, situation.policy.version),
    ...events(ports, actor, situation, command, { reviewId, committed }),
    ...(await remember(answerOf(committed.record, committed.mutations))),
  ];
  const tally = {
    artifactsApplied: count('apply'),
    artifactsSaved: count('save_as_draft'),
    artifactsRejected: count('reject'),
  };
  const { workspaceId, projectId } = session;
  return {
    sessionAfter,
    review: {
      workspaceId,
      projectId,
      reviewId,
      decision,
      changes,
      tally,
      checkpoint: { sessionId: session.id, checkpointId: checkpoint.id },
      rest,
    },
  };
}

function decisionEntry(
  actor: Actor,
  checkpoint: Checkpoint,
  command: DecisionCommand,
  facts: { reviewId: `rev_${string}`; verdicts: Record<string, Verdict>; voters: string[]; at: string },
): DecisionEntry {
  const feedbackDigest = feedbackDigestOf(command.feedback);
  const sentBack = sentBackBy(command);
  return {
    entry: 'decision',
    kind: 'review',
    ...facts,
    quality: command.quality,
    checkpointId: checkpoint.id,
    sessionId: checkpoint.sessionId,
    digest: checkpoint.digest,
    ...(facts.voters.length > 1 ? { ownVerdicts: { ...command.verdicts } } : {}),
    ...(sentBack.length > 0 ? { sentBack: [...sentBack] } : {}),
    decidedBy: actor.principalId,
    via: actor.via,
    assurance: actor.assurance,
    ...(feedbackDigest === undefined ? {} : { feedbackDigest }),
  };
}

/** The changes of all artifacts that apply, by artifact id: the order of their entries in the chain. */
async function appliedChanges(
  ports: ReviewPorts,
  { session, checkpoint }: Situation,
  verdicts: Readonly<Record<string, Verdict>>,
  review: { reviewId: `rev_${string}`; at: string },
): Promise<readonly RowChange[]> {
  const artifacts = await allArtifacts(ports.table, session.workspaceId, session.id);
  const origin = {
    ...review,
    workspaceId: session.workspaceId,
    projectId: session.projectId,
    by: session.executedByAgentId,
  };
  const changes: RowChange[] = [];
  for (const artifact of artifactsSeen(checkpoint, artifacts).filter(({ id }) => verdicts[id] === 'apply'))
    changes.push(...(await changesOf(ports, origin, artifact)));
  return changes;
}

/**
 * The artifacts that the checkpoint shows, by id, exactly as its digest covers them (I1). @throws CountersignError `content_changed`
 * when one is no longer what was seen.
 */
function artifactsSeen(
  checkpoint: Pick<Checkpoint, 'artifacts' | 'digest'>,
  current: readonly ArtifactRevision[],
): readonly ArtifactRevision[] {
  const seen = new Map<string, ReviewedArtifact>(checkpoint.artifacts.map((artifact) => [artifact.id, artifact]));
  const shown = current.filter(({ id, revision, contentDigest }) => {
    const artifact = seen.get(id);
    return artifact?.revision === revision && artifact.contentDigest === contentDigest;
  });
  if (shown.length === seen.size) return shown;
  throw new CountersignError('content_changed', 'The work is no longer what this checkpoint shows.', {
    extensions: { currentDigest: checkpoint.digest },
  });
}

/** What the decision makes of the session: a plan or mid-work approval lets the agent go on, a final one ends the session. */
function sessionCommandOf(checkpoint: Pick<Checkpoint, 'checkpointType'>, command: DecisionCommand): SessionCommand {
  if (command.quality === 'rejected') return { command: 'reject' };
  if (command.quality === 'changes_requested')
    return { command: 'resume', progress: { next: 'iterate' }, newIteration: true };
  const ends = checkpoint.checkpointType === 'artifact_review' || checkpoint.checkpointType === 'final_approval';
  if (ends) return { command: 'approve' };
  return {
    command: 'resume',
    progress: { next: 'agent' },
    planApproved: checkpoint.checkpointType === 'plan_approval',
  };
}

function decidedCheckpoint({ checkpoint }: Situation, decision: DecisionEntry, command: DecisionCommand): Checkpoint {
  const { deciding: _, status: __, ...base } = checkpoint;
  const decided = {
    ...base,
    reviewId: decision.reviewId,
    decidedBy: decision.decidedBy,
    decidedAt: decision.at,
    verdicts: decision.verdicts,
  };
  return command.quality === 'changes_requested'
    ? { ...decided, status: 'changes_requested', sentBack: [...sentBackBy(command)] }
    : { ...decided, status: command.quality };
}

/** The reviewer's words reach the agent verbatim in its next turn; a send-back is an iteration (G8, S8). */
function wordsForTheAgent(
  ports: ReviewPorts,
  actor: Actor,
  { session, checkpoint }: Situation,
  command: DecisionCommand,
  at: string,
): readonly Write[] {
  if (command.quality === 'rejected') return [];
  const named = sentBackBy(command);
  const artifactIds = named.length > 0 ? [...named] : checkpoint.artifacts.map((artifact) => artifact.id);
  const sentBack = command.quality === 'changes_requested';
  const input = agentInputWrite(session.workspaceId, session.id, {
    id: ports.ids.next('evt') as `evt_${string}`,
    kind: sentBack ? 'feedback' : 'decision',
    from: actor.displayName,
    text: command.feedback ?? '',
    checkpointId: checkpoint.id,
    artifactIds: sentBack ? artifactIds : [],
    at,
  });
  if (!sentBack) return [input];
  const iteration = {
    number: session.iterationsCount + 1,
    trigger: 'reviewer_feedback',
    checkpointId: checkpoint.id,
    feedback: command.feedback ?? '',
    artifactIds,
    requestedBy: actor.principalId,
    createdAt: at,
  } as const;
  return [input, iterationWrite(session.workspaceId, session.id, iteration)];
}

const said = { approved: 'approved', changes_requested: 'sent back', rejected: 'rejected' } as const;
function events(
  ports: ReviewPorts,
  actor: Actor,
  { session, checkpoint }: Situation,
  command: DecisionCommand,
  { reviewId, committed }: { reviewId: string; committed: CommittedReview },
): readonly Write[] {
  const common = {
    workspaceId: session.workspaceId,
    projectId: session.projectId,
    sessionId: session.id,
    actor: actor.principalId,
  };
  const data = { checkpointId: checkpoint.id, reviewId, mutations: committed.mutations.length };
  const decided = tell(ports, {
    ...common,
    type: `checkpoint.${command.quality}`,
    summary: `${actor.displayName} ${said[command.quality]} the work: ${checkpoint.title}`,
    data,
  });
  const ended = sessionCommandOf(checkpoint, command).command;
  if (ended === 'approve')
    return [
      decided,
      tell(ports, {
        ...common,
        type: 'session.approved',
        summary: 'The approved work is in the knowledge base.',
        data: { reviewId },
      }),
    ];
  if (ended === 'reject')
    return [
      decided,
      tell(ports, {
        ...common,
        type: 'session.rejected',
        summary: 'The work was rejected; nothing was applied.',
        data: { reviewId },
      }),
    ];
  return [decided];
}
