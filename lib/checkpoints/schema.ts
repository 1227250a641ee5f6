import * as z from 'zod';
import { ArtifactType } from '../artifacts/index.ts';
import { Quality, Verdict } from '../audit/index.ts';
import { CheckpointType, idOf, PrincipalId, RiskLevel, Role, Timestamp } from '../identity/index.ts';

export const CheckpointId = idOf('chk');
export type CheckpointId = z.infer<typeof CheckpointId>;
export const maxArtifactsPerCheckpoint = 500;

/** What a checkpoint holds of each artifact it shows: exactly what enters its digest, and the type for its effect. */
export const ReviewedArtifact = z.object({
  id: idOf('art'),
  revision: z.int().min(1),
  contentDigest: z.string(),
  artifactType: ArtifactType,
  targetBlockId: z.string().optional(),
  baseVersion: z.int().optional(),
});
export type ReviewedArtifact = z.infer<typeof ReviewedArtifact>;

const base = z.object({
  id: CheckpointId,
  workspaceId: idOf('wsp'),
  projectId: idOf('prj'),
  sessionId: idOf('ses'),
  sequence: z.int().min(1),
  checkpointType: CheckpointType,
  reason: z.string(),
  content: z.string().optional(),
  artifacts: z.array(ReviewedArtifact).max(maxArtifactsPerCheckpoint),
  digest: z.string(),
  effect: z.string(),
  riskLevel: RiskLevel,
  title: z.string(),
  initiatedBy: PrincipalId,
  policy: z.object({ quorum: z.int(), roles: z.array(Role), selfApproval: z.enum(['forbidden', 'allowed']) }),
  openedAt: Timestamp,
  /** when the ladder's expire step comes; absent where the policy never expires */
  dueAt: Timestamp.optional(),
  /** the policy's ladder when it was opened, in order of time (G13) */
  ladder: z.array(z.object({ at: Timestamp, do: z.enum(['remind', 'expire']) })),
  /** the next step of the ladder that is still to come */
  ladderStep: z.int().min(0),
  version: z.int().min(1),
});
const decided = {
  reviewId: idOf('rev'),
  decidedBy: z.string(),
  decidedAt: Timestamp,
  verdicts: z.record(z.string(), Verdict),
};

/** A checkpoint as it is stored. It reaches exactly one end (I3). `deciding` = a large apply holds it. */
export const Checkpoint = z.discriminatedUnion('status', [
  base.extend({ status: z.literal('open'), deciding: z.object({ reviewId: idOf('rev'), by: z.string() }).optional() }),
  base.extend({ status: z.literal('approved'), ...decided }),
  base.extend({ status: z.literal('changes_requested'), ...decided, sentBack: z.array(z.string()) }),
  base.extend({ status: z.literal('rejected'), ...decided }),
  base.extend({ status: z.literal('expired'), decidedAt: Timestamp }),
  base.extend({ status: z.literal('withdrawn'), decidedAt: Timestamp }),
]);
export type Checkpoint = z.infer<typeof Checkpoint>;
export type OpenCheckpoint = Extract<Checkpoint, { status: 'open' }>;

export const Vote = z.object({
  checkpointId: CheckpointId,
  principalId: PrincipalId,
  displayName: z.string(),
  reviewId: idOf('rev'),
  digest: z.string(),
  quality: Quality,
  verdicts: z.record(z.string(), Verdict),
  feedback: z.string().optional(),
  via: z.enum(['api', 'page', 'link', 'policy']),
  assurance: z.enum(['signed_in', 'link_holder']),
  headRevision: z.int().min(0),
  at: Timestamp,
});
export type Vote = z.infer<typeof Vote>;

/** The winner, as 409 `already_decided` and the checkpoint show it (G5). */
export const Decision = z.object({
  reviewId: idOf('rev'),
  quality: Quality,
  verdicts: z.record(z.string(), Verdict),
  decidedBy: z.string(),
  decidedAt: Timestamp,
  via: z.enum(['api', 'page', 'link', 'policy']),
  assurance: z.enum(['signed_in', 'link_holder']),
});
export type Decision = z.infer<typeof Decision>;

export const CheckpointView = z.object({
  id: CheckpointId,
  sessionId: idOf('ses'),
  sequence: z.int(),
  checkpointType: CheckpointType,
  reason: z.string(),
  content: z.string().optional(),
  status: z.enum(['open', 'approved', 'changes_requested', 'rejected', 'expired', 'withdrawn']),
  artifactIds: z.array(z.string()),
  digest: z.string(),
  effect: z.string(),
  riskLevel: RiskLevel,
  policy: z.object({ quorum: z.int(), roles: z.array(Role) }),
  votes: z.array(z.object({ principalId: z.string(), displayName: z.string(), quality: Quality, at: Timestamp })),
  openedAt: Timestamp,
  dueAt: Timestamp.nullable(),
  decidedBy: z.string().optional(),
  decidedAt: Timestamp.optional(),
  decision: Decision.optional(),
});
export type CheckpointView = z.infer<typeof CheckpointView>;

export const InboxItem = z.object({
  checkpointId: CheckpointId,
  sessionId: idOf('ses'),
  projectId: idOf('prj'),
  title: z.string(),
  checkpointType: CheckpointType,
  riskLevel: RiskLevel,
  effect: z.string(),
  waitingSince: Timestamp,
  dueAt: Timestamp.nullable(),
  /** address of the review page */
  link: z.string(),
});
export type InboxItem = z.infer<typeof InboxItem>;
