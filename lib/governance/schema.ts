import * as z from 'zod';
import { ArtifactId } from '../artifacts/index.ts';
import { Mutation, Quality, Verdict } from '../audit/index.ts';
import { idOf, Timestamp } from '../identity/index.ts';

const Digest = z.string().min(1).max(100);
const Words = z.string().trim().min(1).max(20_000);

export const Approve = z.strictObject({ digest: Digest, feedback: Words.optional() });
export type Approve = z.infer<typeof Approve>;
export const Reject = z.strictObject({ digest: Digest, reason: Words });
export type Reject = z.infer<typeof Reject>;
export const RequestChanges = z.strictObject({
  digest: Digest,
  feedback: Words,
  artifactIds: z.array(ArtifactId).min(1).max(500).optional(),
});
export type RequestChanges = z.infer<typeof RequestChanges>;
export const AddComment = z.strictObject({ text: Words });
export type AddComment = z.infer<typeof AddComment>;
export const SubmitReview = z.strictObject({
  digest: Digest,
  quality: Quality,
  verdicts: z.record(ArtifactId, Verdict).default({}),
  feedback: Words.optional(),
});
export type SubmitReview = z.infer<typeof SubmitReview>;

/** What every door hands to the one decide use case. */
export interface DecisionCommand {
  readonly digest: string;
  readonly quality: Quality;
  /** undefined = `apply` for every artifact of an approved checkpoint */
  readonly verdicts: Readonly<Record<string, Verdict>> | undefined;
  readonly feedback: string | undefined;
  /** request-changes: only these go back to the agent; undefined = all */
  readonly artifactIds?: readonly string[] | undefined;
}

/** The answer of every decision. */
export const ReviewAnswer = z.object({
  reviewId: idOf('rev'),
  status: z.enum(['voted', 'applying', 'applied', 'recorded']),
  quality: Quality,
  artifactsApplied: z.int(),
  artifactsSaved: z.int(),
  artifactsRejected: z.int(),
  mutations: z.array(Mutation),
  headRevision: z.int(),
});
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;

/** A review as it is listed and read later. */
export const ReviewView = ReviewAnswer.extend({
  checkpointId: idOf('chk').optional(),
  sessionId: idOf('ses').optional(),
  kind: z.enum(['review', 'expiry', 'edit', 'import']),
  verdicts: z.record(z.string(), Verdict),
  feedback: z.string().optional(),
  decidedBy: z.string(),
  decidedAt: Timestamp,
  via: z.enum(['api', 'page', 'link', 'policy']),
  assurance: z.enum(['signed_in', 'link_holder']),
  digest: z.string().optional(),
}).extend({ quality: z.enum(['approved', 'changes_requested', 'rejected', 'expired']) });
export type ReviewView = z.infer<typeof ReviewView>;
