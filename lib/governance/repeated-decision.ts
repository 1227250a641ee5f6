import type { ReviewRecord } from '../audit/index.ts';
import { findDecision, mutationsOf } from '../audit/index.ts';
import { type Checkpoint, decisionOf, type Vote } from '../checkpoints/index.ts';
import { canonicalJson, digestOfContent } from '../digest/index.ts';
import { CountersignError, stateConflict } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import type { Blobs, Table } from '../platform/index.ts';
import { answerOf } from './review-answer.ts';
import type { DecisionCommand, ReviewAnswer } from './schema.ts';
import { verdictsOf } from './verdicts.ts';

/** The words of a decision enter the chain as a digest only: they stay erasable (P2). */
export const feedbackDigestOf = (feedback: string | undefined): string | undefined =>
  feedback === undefined ? undefined : digestOfContent(feedback);

/**
 * What a checkpoint that has ended answers to one more decision: the same again gets the same answer, for ever; anything else
 * gets the winner (G5). `vote` is the actor's own, given before the decision. @throws CountersignError `already_decided` with `decision`, or `state_conflict` when nobody decided it.
 */
export async function answerAgain(
  ports: { readonly table: Table; readonly blobs: Blobs },
  actor: Actor,
  checkpoint: Checkpoint,
  command: DecisionCommand,
  vote?: Vote,
): Promise<ReviewAnswer> {
  const record = await findDecision(ports.table, checkpoint.workspaceId, checkpoint.id);
  const winner = record && decisionOf(record);
  const lastVote = record?.decision.voters.at(-1);
  if (vote && lastVote !== actor.principalId && isSameVote(vote, checkpoint, command)) return voteAnswer(vote);
  if (!record || !winner)
    throw stateConflict(`This checkpoint was ${checkpoint.status} without a decision.`, checkpoint.status);
  if (lastVote === actor.principalId && isSameDecision(record, checkpoint, command))
    return answerOf(record, await mutationsOf(ports.blobs, record));
  throw alreadyDecided(winner);
}

export const alreadyDecided = (decision: unknown): CountersignError =>
  new CountersignError('already_decided', 'This checkpoint was decided differently, or by someone else, before.', {
    extensions: { decision },
  });

/** Same checkpoint, digest, quality, verdicts and words; the principal is the caller's business. */
function isSameDecision({ decision }: ReviewRecord, checkpoint: Checkpoint, command: DecisionCommand): boolean {
  const given = decision.ownVerdicts ?? decision.verdicts;
  return (
    decision.digest === command.digest &&
    decision.quality === command.quality &&
    decision.feedbackDigest === feedbackDigestOf(command.feedback) &&
    canonicalJson(given) === canonicalJson(verdictsOf(checkpoint, command)) &&
    canonicalJson(decision.sentBack ?? []) === canonicalJson(sentBackBy(command))
  );
}

/** The artifacts that a request for changes names, sorted; empty = all of them. */
export const sentBackBy = (command: DecisionCommand): readonly string[] =>
  [...new Set(command.artifactIds ?? [])].sort();

const isSameVote = (vote: Vote, checkpoint: Checkpoint, command: DecisionCommand): boolean =>
  vote.digest === command.digest &&
  vote.quality === command.quality &&
  vote.feedback === command.feedback &&
  canonicalJson(vote.verdicts) === canonicalJson(verdictsOf(checkpoint, command));

/** A vote given again: the same gets the same answer, another one gets the first. @throws CountersignError `already_decided` */
export function answerVoteAgain(vote: Vote, checkpoint: Checkpoint, command: DecisionCommand): ReviewAnswer {
  if (isSameVote(vote, checkpoint, command)) return voteAnswer(vote);
  const { reviewId, quality, verdicts, principalId, at } = vote;
  throw alreadyDecided({
    reviewId,
    quality,
    verdicts,
    decidedBy: principalId,
    decidedAt: at,
    via: vote.via,
    assurance: vote.assurance,
  });
}

/** A vote that decides nothing yet. */
export const voteAnswer = (vote: Vote): ReviewAnswer => ({
  reviewId: vote.reviewId,
  status: 'voted',
  quality: vote.quality,
  artifactsApplied: 0,
  artifactsSaved: 0,
  artifactsRejected: 0,
  mutations: [],
  headRevision: vote.headRevision,
});
