import { type ArtifactRevision, blockIdOf, contentOf, documentIdOf } from '../artifacts/index.ts';
import { unreachable } from '../errors.ts';
import type { Blobs, Ids } from '../platform/index.ts';
import {
  type ChangeOrigin,
  createBlock,
  type KeptContent,
  keepContent,
  publishDocument,
  type RowChange,
  recordInsight,
  updateBlock,
} from '../substrate/index.ts';

/** What a review says of all its changes. */
export type ReviewOrigin = Omit<ChangeOrigin, 'mutationId' | 'artifactId'>;

/**
 * The rows that an approved artifact changes (G2): a proposal becomes a block, an update a new version, a creation a published document,
 * an insight a record; a delivered file leaves the knowledge base as it is.
 */
export async function changesOf(
  ports: { readonly blobs: Blobs; readonly ids: Ids },
  review: ReviewOrigin,
  artifact: ArtifactRevision,
): Promise<readonly RowChange[]> {
  if (artifact.artifactType === 'external_deliverable') return [];
  const origin: ChangeOrigin = {
    ...review,
    mutationId: ports.ids.next('mut') as ChangeOrigin['mutationId'],
    artifactId: artifact.id,
  };
  const text = await contentOf(ports.blobs, review.workspaceId, artifact);
  const content = await keepContent(ports.blobs, review.workspaceId, text);
  return changesByType(origin, artifact, content);
}

function changesByType(origin: ChangeOrigin, artifact: ArtifactRevision, content: KeptContent): readonly RowChange[] {
  const { id, title, artifactType, knowledgeType = 'knowledge', sessionId, agentConfidence } = artifact;
  switch (artifactType) {
    case 'block_proposal':
      return [createBlock(origin, { id: blockIdOf(id), title, type: knowledgeType, content })];
    case 'block_update':
      return [updateBlock(origin, { ...targetOf(artifact), title, content })];
    case 'document_creation':
      return publishDocument(origin, {
        id: documentIdOf(id),
        title,
        type: knowledgeType,
        blockIds: (artifact.blockIds ?? []) as `blk_${string}`[],
        content,
      });
    case 'insight': {
      const { reviewId, at } = origin;
      return [
        recordInsight(
          origin,
          {
            id,
            title,
            sessionId,
            reviewId,
            createdAt: at,
            ...(agentConfidence === undefined ? {} : { agentConfidence }),
          },
          content,
        ),
      ];
    }
    case 'external_deliverable':
      return [];
    default:
      return unreachable(artifactType);
  }
}

function targetOf({ id, targetBlockId, baseVersion }: ArtifactRevision): {
  readonly id: `blk_${string}`;
  readonly baseVersion: number;
} {
  if (targetBlockId === undefined || baseVersion === undefined)
    throw new Error(`artifact ${id} updates a block but names none`);
  return { id: targetBlockId as `blk_${string}`, baseVersion };
}
