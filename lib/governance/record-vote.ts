import { checkpointWrite, type Vote, voteWrite } from '../checkpoints/index.ts';
import { notFound } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, policyIsStill, timestamp } from '../identity/index.ts';
import { findHead } from '../substrate/index.ts';
import { tell } from '../timeline/index.ts';
import type { DecidePorts, Situation } from './decide.ts';
import { nextStepOf } from './ladder.ts';
import { voteAnswer } from './repeated-decision.ts';
import type { DecisionCommand, ReviewAnswer } from './schema.ts';

/** A vote of this person on this digest. */
export const voteOf = (
  actor: Actor,
  checkpointId: Vote['checkpointId'],
  reviewId: Vote['reviewId'],
  command: DecisionCommand,
  headRevision: number,
  at: string,
): Vote => ({
  checkpointId,
  principalId: actor.principalId,
  displayName: actor.displayName,
  reviewId,
  digest: command.digest,
  quality: command.quality,
  verdicts: { ...command.verdicts },
  ...(command.feedback === undefined ? {} : { feedback: command.feedback }),
  via: actor.via,
  assurance: actor.assurance,
  headRevision,
  at,
});

/** An approval that is short of the quorum: it counts, is shown, and changes nothing else. */
export async function recordVote(
  ports: DecidePorts,
  actor: Actor,
  { session, checkpoint, policy }: Situation,
  command: DecisionCommand,
  remember: Remember<ReviewAnswer>,
): Promise<ReviewAnswer> {
  const head = await findHead(ports.table, session.workspaceId, session.projectId);
  if (!head) throw notFound();
  const vote = voteOf(
    actor,
    checkpoint.id,
    ports.ids.next('rev') as Vote['reviewId'],
    command,
    head.headRevision,
    timestamp(ports.clock.now()),
  );
  const answer = voteAnswer(vote);
  await ports.table.commit([
    voteWrite(actor.workspaceId, session.id, vote),
    // The checkpoint moves with each vote, so that two last votes at once can not both be short of the quorum.
    checkpointWrite(checkpoint, checkpoint, nextStepOf(checkpoint)),
    memberIsStill(actor),
    policyIsStill(actor.workspaceId, policy.version),
    tell(ports, {
      type: 'checkpoint.voted',
      workspaceId: session.workspaceId,
      projectId: session.projectId,
      sessionId: session.id,
      actor: actor.principalId,
      summary: `${actor.displayName} approved; ${checkpoint.policy.quorum} approvals are needed.`,
      data: { checkpointId: checkpoint.id, reviewId: vote.reviewId },
    }),
    ...(await remember(answer)),
  ]);
  return answer;
}
