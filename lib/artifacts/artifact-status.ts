/** What became of an artifact follows from the checkpoints that showed it: no row of its own has to move with a decision (G3). */
import * as z from 'zod';
import { Verdict } from '../audit/index.ts';
import { unreachable } from '../errors.ts';
import { blockIdOf, documentIdOf } from './artifact-id.ts';
import type { ArtifactRevision, ArtifactStatus } from './schema.ts';

/** What is needed of a checkpoint here, whatever else it holds. */
export const ReviewOutcome = z.object({
  status: z.enum(['open', 'approved', 'changes_requested', 'rejected', 'expired', 'withdrawn']),
  /** counts the checkpoints of a session */
  sequence: z.int(),
  artifacts: z.array(z.object({ id: z.string(), revision: z.int() })).readonly(),
  verdicts: z.record(z.string(), Verdict).optional(),
  /** with `changes_requested`: the artifacts that go back to the agent; absent or empty = all of them */
  sentBack: z.array(z.string()).readonly().optional(),
});
export type ReviewOutcome = z.infer<typeof ReviewOutcome>;

/** The links that exist once an artifact is applied (G2). */
export interface ArtifactLinks {
  readonly becomesBlockId?: string;
  readonly supersedesBlockId?: string;
  readonly createsDocumentId?: string;
}

const statusOfVerdict = { apply: 'applied', save_as_draft: 'saved_as_draft', reject: 'rejected' } as const;
const shows = (review: ReviewOutcome, artifactId: string): boolean =>
  review.artifacts.some((artifact) => artifact.id === artifactId);

/** The status of an artifact, given the checkpoints of its session in any order: the latest that says something counts. */
export function artifactStatus(artifactId: string, reviews: readonly ReviewOutcome[]): ArtifactStatus {
  const newestFirst = reviews
    .filter((review) => shows(review, artifactId))
    .toSorted((one, other) => other.sequence - one.sequence);
  for (const review of newestFirst) {
    switch (review.status) {
      case 'open':
        return 'pending_review';
      case 'approved':
        return statusOfVerdict[review.verdicts?.[artifactId] ?? 'apply'];
      case 'rejected':
        return 'rejected';
      case 'changes_requested':
      case 'expired':
      case 'withdrawn':
        continue;
      default:
        return unreachable(review.status);
    }
  }
  return 'draft';
}

/** Whether the agent may revise the artifact: it is undecided, and the last reviewer who saw it did not keep it as it is. */
export function isWithAgent(artifactId: string, reviews: readonly ReviewOutcome[]): boolean {
  if (artifactStatus(artifactId, reviews) !== 'draft') return false;
  const last = reviews
    .filter((review) => shows(review, artifactId))
    .reduce<ReviewOutcome | undefined>((a, b) => (a === undefined || b.sequence > a.sequence ? b : a), undefined);
  const sentBack = last?.status === 'changes_requested' ? (last.sentBack ?? []) : [];
  return sentBack.length === 0 || sentBack.includes(artifactId);
}

/** An artifact as its risk is judged: once it is decided its target has moved on, with it or without it, and says nothing any more. */
export function judgedRevision(revision: ArtifactRevision, reviews: readonly ReviewOutcome[]): ArtifactRevision {
  const status = artifactStatus(revision.id, reviews);
  if (status === 'draft' || status === 'pending_review') return revision;
  const { targetBlockId: _, baseVersion: __, ...alone } = revision;
  return alone;
}

/** What the artifact became; nothing unless it is applied. */
export function artifactLinks(
  artifact: Pick<ArtifactRevision, 'id' | 'artifactType' | 'targetBlockId'>,
  status: ArtifactStatus,
): ArtifactLinks {
  if (status !== 'applied') return {};
  switch (artifact.artifactType) {
    case 'block_proposal':
      return { becomesBlockId: blockIdOf(artifact.id) };
    case 'block_update':
      // A block keeps its id across versions: it supersedes its own former version.
      return artifact.targetBlockId === undefined
        ? {}
        : { becomesBlockId: artifact.targetBlockId, supersedesBlockId: artifact.targetBlockId };
    case 'document_creation':
      return { createsDocumentId: documentIdOf(artifact.id) };
    case 'insight':
    case 'external_deliverable':
      return {};
    default:
      return unreachable(artifact.artifactType);
  }
}
