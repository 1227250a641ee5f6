export { contentDigestOf, type Digested } from './artifact-digest.ts';
export { artifactIdOf, blockIdOf, documentIdOf, type Origin, proposedAt } from './artifact-id.ts';
export {
  type ArtifactLinks,
  artifactLinks,
  artifactStatus,
  isWithAgent,
  judgedRevision,
  ReviewOutcome,
} from './artifact-status.ts';
export { type AssessedRisk, artifactRevisionView, artifactSummary, artifactView } from './artifact-view.ts';
export { codePointOf, countHidden, hiddenRuns, spelledOut, type TextRun } from './hidden-characters.ts';
export { type Assessed, assessRisk, type RiskFacts, riskThresholds, riskWeights } from './risk.ts';
export { countHiddenCharacters } from './risk-patterns.ts';
export {
  Artifact,
  ArtifactId,
  ArtifactRevision,
  ArtifactRevisionView,
  ArtifactStatus,
  ArtifactSummary,
  ArtifactType,
  OutputKind,
  RiskFactor,
  Source,
} from './schema.ts';
export {
  type ArtifactPage,
  allArtifacts,
  artifactHasMoved,
  contentOf,
  findArtifact,
  type KeptBody,
  keepBody,
  listArtifacts,
  listRevisions,
  maxArtifactsPerSession,
  reviewOutcomes,
  revisionWrites,
} from './store.ts';
