import * as z from 'zod';
import { idOf, Timestamp } from '../identity/index.ts';

export const Quality = z.enum(['approved', 'changes_requested', 'rejected']);
export type Quality = z.infer<typeof Quality>;
export const Verdict = z.enum(['apply', 'save_as_draft', 'reject']);
export type Verdict = z.infer<typeof Verdict>;

export const MutationKind = z.enum([
  'block_created',
  'block_updated',
  'block_locked',
  'block_unlocked',
  'block_retracted',
  'document_published',
  'document_updated',
  'document_archived',
]);
export type MutationKind = z.infer<typeof MutationKind>;

/** One change to the substrate (the append-only trail). `before`/`after` are content digests. */
export const Mutation = z.object({
  id: idOf('mut'),
  kind: MutationKind,
  targetId: z.string(),
  fromVersion: z.int().optional(),
  toVersion: z.int().optional(),
  artifactId: idOf('art').optional(),
  reviewId: idOf('rev'),
  at: Timestamp,
});
export type Mutation = z.infer<typeof Mutation>;

/** What a mutation entry of the chain adds: state and digest before and after. */
export const MutationEntry = Mutation.extend({
  entry: z.literal('mutation'),
  title: z.string(),
  before: z.object({ state: z.string(), contentDigest: z.string() }).optional(),
  after: z.object({ state: z.string(), contentDigest: z.string() }),
});
export type MutationEntry = z.infer<typeof MutationEntry>;

/** A decision: on a checkpoint, by expiry, or a person's own edit of the knowledge base (self-decided). */
export const DecisionEntry = z.object({
  entry: z.literal('decision'),
  reviewId: idOf('rev'),
  kind: z.enum(['review', 'expiry', 'edit', 'import']),
  quality: z.enum(['approved', 'changes_requested', 'rejected', 'expired']),
  checkpointId: idOf('chk').optional(),
  sessionId: idOf('ses').optional(),
  digest: z.string().optional(),
  /** what became of each artifact */
  verdicts: z.record(z.string(), Verdict),
  /** the last voter's own verdicts, where a quorum's common ones differ */
  ownVerdicts: z.record(z.string(), Verdict).optional(),
  /** artifacts that a request for changes names; absent = all */
  sentBack: z.array(z.string()).optional(),
  /** principal ids; more than one where a quorum decided. `system` for expiry */
  decidedBy: z.string(),
  voters: z.array(z.string()),
  via: z.enum(['api', 'page', 'link', 'policy']),
  assurance: z.enum(['signed_in', 'link_holder']),
  /** digest of the feedback's text: the words themselves stay erasable, outside of the chain */
  feedbackDigest: z.string().optional(),
  reason: z.string().optional(),
  at: Timestamp,
});
export type DecisionEntry = z.infer<typeof DecisionEntry>;

export const Entry = z.discriminatedUnion('entry', [DecisionEntry, MutationEntry]);
export type Entry = z.infer<typeof Entry>;
/** An entry as it is listed and exported: with its place in the chain. */
export const ChainedEntry = z.object({
  sequence: z.int().min(1),
  contentHash: z.string(),
  previousHash: z.string(),
  hash: z.string(),
  content: Entry,
});
export type ChainedEntry = z.infer<typeof ChainedEntry>;
export const AuditVerification = z.object({
  valid: z.boolean(),
  entries: z.int(),
  headHash: z.string(),
  brokenAt: z.int().optional(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
