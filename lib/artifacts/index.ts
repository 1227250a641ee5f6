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
