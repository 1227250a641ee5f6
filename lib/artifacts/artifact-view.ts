/** Artifacts as the API shows them. */
import type { RiskLevel } from '../identity/index.ts';
import { proposedAt } from './artifact-id.ts';
import { artifactLinks, artifactStatus, type ReviewOutcome } from './artifact-status.ts';
import type { Artifact, ArtifactRevision, ArtifactRevisionView, ArtifactSummary, RiskFactor } from './schema.ts';

export interface AssessedRisk {
  readonly riskLevel: RiskLevel;
  readonly riskFactors: readonly RiskFactor[];
}

/** What only artifacts of some types have, and sizes. */
function metadataOf(revision: ArtifactRevision): Record<string, unknown> {
  const { knowledgeType, blockIds, fileName, contentType, sizeBytes, turn } = revision;
  return {
    ...(knowledgeType === undefined ? {} : { knowledgeType }),
    ...(blockIds === undefined ? {} : { blockIds }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(contentType === undefined ? {} : { contentType }),
    sizeBytes,
    turn,
  };
}

function plainView(revision: ArtifactRevision): Omit<ArtifactRevisionView, 'content'> {
  const { agentConfidence, agentReasoning, targetBlockId, baseVersion } = revision;
  return {
    id: revision.id,
    sessionId: revision.sessionId,
    artifactType: revision.artifactType,
    outputKind: revision.outputKind,
    title: revision.title,
    metadata: metadataOf(revision),
    ...(agentConfidence === undefined ? {} : { agentConfidence }),
    ...(agentReasoning === undefined ? {} : { agentReasoning }),
    agentSessionId: revision.agentSessionId,
    sources: revision.sources,
    sourceContextIds: revision.sourceContextIds,
    contentDigest: revision.contentDigest,
    ...(targetBlockId === undefined ? {} : { targetBlockId }),
    ...(baseVersion === undefined ? {} : { baseVersion }),
    revision: revision.revision,
    createdAt: proposedAt(revision.id),
    updatedAt: revision.createdAt,
  };
}

function judgedView(
  revision: ArtifactRevision,
  reviews: readonly ReviewOutcome[],
  risk: AssessedRisk,
): Omit<Artifact, 'content'> {
  const status = artifactStatus(revision.id, reviews);
  return {
    ...plainView(revision),
    status,
    riskLevel: risk.riskLevel,
    riskFactors: [...risk.riskFactors],
    ...artifactLinks(revision, status),
  };
}

/** One artifact in full. `reviews` are the checkpoints of its session. */
export const artifactView = (
  revision: ArtifactRevision,
  content: string,
  reviews: readonly ReviewOutcome[],
  risk: AssessedRisk,
): Artifact => ({ ...judgedView(revision, reviews, risk), content });

/** An artifact in a list. */
export const artifactSummary = (
  revision: ArtifactRevision,
  reviews: readonly ReviewOutcome[],
  risk: AssessedRisk,
): ArtifactSummary => ({
  ...judgedView(revision, reviews, risk),
  excerpt: revision.excerpt,
  sizeBytes: revision.sizeBytes,
});

/** A revision as it was proposed, whatever became of the artifact. */
export const artifactRevisionView = (revision: ArtifactRevision, content: string): ArtifactRevisionView => ({
  ...plainView(revision),
  content,
});
