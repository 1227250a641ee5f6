import { ArtifactId } from '../../lib/artifacts/index.ts';
import { CheckpointId } from '../../lib/checkpoints/index.ts';
import { idOf, PrincipalId, WorkspaceId } from '../../lib/identity/index.ts';
import { BlockId, DocumentId, ProjectId, ReviewId } from '../../lib/substrate/index.ts';

/** What each path parameter must look like. One that doesn't is answered like one that is absent: 404. */
export const pathParameters = {
  workspaceId: WorkspaceId,
  principalId: PrincipalId,
  projectId: ProjectId,
  blockId: BlockId,
  documentId: DocumentId,
  assetId: idOf('ast'),
  agentId: idOf('agt'),
  sessionId: idOf('ses'),
  bundleId: idOf('bdl'),
  artifactId: ArtifactId,
  checkpointId: CheckpointId,
  reviewId: ReviewId,
};
export type PathParameterName = keyof typeof pathParameters;

/** The names in braces of a path. */
export type ParametersOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersOf<Rest>
  : never;
