import * as z from 'zod';
import { idOf, RiskLevel, Timestamp } from '../identity/index.ts';

export const ArtifactId = idOf('art');
export type ArtifactId = z.infer<typeof ArtifactId>;
export const ArtifactType = z.enum([
  'block_proposal',
  'block_update',
  'document_creation',
  'insight',
  'external_deliverable',
]);
export type ArtifactType = z.infer<typeof ArtifactType>;
export const OutputKind = z.enum(['research_finding', 'content_draft', 'report', 'generic_output']);
export const ArtifactStatus = z.enum([
  'draft',
  'pending_review',
  'approved',
  'applied',
  'saved_as_draft',
  'rejected',
  'superseded',
]);
export type ArtifactStatus = z.infer<typeof ArtifactStatus>;

/** Where a statement comes from: a place in the bundle, or on the web. */
export const Source = z.object({
  blockId: z.string().max(40).optional(),
  documentId: z.string().max(40).optional(),
  url: z.string().max(2000).optional(),
  title: z.string().max(500).optional(),
  quote: z.string().max(5000).optional(),
});
export type Source = z.infer<typeof Source>;
export const RiskFactor = z.object({ code: z.string(), detail: z.string(), weight: z.number() });
export type RiskFactor = z.infer<typeof RiskFactor>;

/**
 * One revision of an output as it is stored. It never changes: what became of it (pending, applied, …) follows from the checkpoints
 * that show it (artifact-status.ts), so that one decision moves any number of artifacts at once (G3).
 */
export const ArtifactRevision = z.object({
  id: ArtifactId,
  sessionId: idOf('ses'),
  revision: z.int().min(1),
  artifactType: ArtifactType,
  outputKind: OutputKind,
  title: z.string().min(1).max(500),
  /** inline up to 8 KB, else in Blobs under `bodyDigest` */
  content: z.string().optional(),
  bodyDigest: z.string(),
  sizeBytes: z.int().min(0),
  excerpt: z.string(),
  /** block_proposal and document_creation */
  knowledgeType: z.string().optional(),
  /** document_creation: the blocks it cites */
  blockIds: z.array(z.string()).optional(),
  /** external_deliverable */
  fileName: z.string().optional(),
  contentType: z.string().optional(),
  targetBlockId: z.string().optional(),
  baseVersion: z.int().min(1).optional(),
  agentConfidence: z.number().min(0).max(1).optional(),
  agentReasoning: z.string().max(20_000).optional(),
  agentSessionId: z.string(),
  sources: z.array(Source).max(200),
  sourceContextIds: z.array(z.string()).max(500),
  /** RFC 8785 digest of type, title, content, target and base version */
  contentDigest: z.string(),
  turn: z.int().min(1),
  createdAt: Timestamp,
});
export type ArtifactRevision = z.infer<typeof ArtifactRevision>;

/** An artifact as the API shows it. */
export const Artifact = z.object({
  id: ArtifactId,
  sessionId: idOf('ses'),
  artifactType: ArtifactType,
  outputKind: OutputKind,
  title: z.string(),
  content: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  status: ArtifactStatus,
  agentConfidence: z.number().optional(),
  agentReasoning: z.string().optional(),
  agentSessionId: z.string(),
  sources: z.array(Source),
  sourceContextIds: z.array(z.string()),
  riskLevel: RiskLevel,
  riskFactors: z.array(RiskFactor),
  contentDigest: z.string(),
  targetBlockId: z.string().optional(),
  baseVersion: z.int().optional(),
  becomesBlockId: z.string().optional(),
  supersedesBlockId: z.string().optional(),
  createsDocumentId: z.string().optional(),
  revision: z.int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Artifact = z.infer<typeof Artifact>;
export const ArtifactSummary = Artifact.omit({ content: true }).extend({ excerpt: z.string(), sizeBytes: z.int() });
export type ArtifactSummary = z.infer<typeof ArtifactSummary>;
export const ArtifactRevisionView = Artifact.omit({ status: true, riskLevel: true, riskFactors: true });
export type ArtifactRevisionView = z.infer<typeof ArtifactRevisionView>;
