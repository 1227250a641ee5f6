import type { Mutation, MutationEntry, ReviewRecord } from '../audit/index.ts';
import type { ReviewAnswer, ReviewView } from './schema.ts';

/** A mutation as the API shows it, without what only the chain needs; its members in one order, so that a repeated answer is the same to the byte. */
export const mutationView = ({
  id,
  kind,
  targetId,
  fromVersion,
  toVersion,
  artifactId,
  reviewId,
  at,
}: MutationEntry): Mutation => ({
  id,
  kind,
  targetId,
  ...(fromVersion === undefined ? {} : { fromVersion }),
  ...(toVersion === undefined ? {} : { toVersion }),
  ...(artifactId === undefined ? {} : { artifactId }),
  reviewId,
  at,
});

/** The answer of a decision: made from the record alone, so that it is the same for ever (G5). */
export function answerOf(record: ReviewRecord, mutations: readonly MutationEntry[]): ReviewAnswer {
  const { reviewId, quality } = record.decision;
  const { artifactsApplied, artifactsSaved, artifactsRejected, headRevision } = record;
  if (quality === 'expired') throw new Error(`review ${reviewId} is an expiry and nobody's decision`);
  const reviewed = Object.keys(record.decision.verdicts).length > 0;
  return {
    reviewId,
    status: quality === 'approved' && reviewed ? 'applied' : 'recorded',
    quality,
    artifactsApplied,
    artifactsSaved,
    artifactsRejected,
    mutations: mutations.map(mutationView),
    headRevision,
  };
}

/** A review as it is listed and read later. */
export function reviewView(
  record: ReviewRecord,
  mutations: readonly MutationEntry[],
  feedback: string | undefined,
): ReviewView {
  const { reviewId, quality, kind, verdicts, decidedBy, via, assurance, checkpointId, sessionId, digest, at } =
    record.decision;
  const { artifactsApplied, artifactsSaved, artifactsRejected, headRevision } = record;
  return {
    reviewId,
    quality,
    kind,
    verdicts,
    decidedBy,
    via,
    assurance,
    status:
      quality === 'approved' && (record.mutationCount > 0 || Object.keys(verdicts).length > 0) ? 'applied' : 'recorded',
    artifactsApplied,
    artifactsSaved,
    artifactsRejected,
    headRevision,
    mutations: mutations.map(mutationView),
    decidedAt: at,
    ...(checkpointId === undefined ? {} : { checkpointId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(digest === undefined ? {} : { digest }),
    ...(feedback === undefined ? {} : { feedback }),
  };
}
