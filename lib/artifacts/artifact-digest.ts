import { type Digest, digestOf } from '../digest/index.ts';
import type { ArtifactRevision } from './schema.ts';

/** Everything of an artifact that approval would apply. */
export type Digested = Pick<
  ArtifactRevision,
  'artifactType' | 'title' | 'targetBlockId' | 'baseVersion' | 'blockIds' | 'knowledgeType' | 'fileName' | 'contentType'
> & { readonly content: string };

/** What a decision on the artifact is bound to (G4): RFC 8785 digest of all that approval would apply. */
export const contentDigestOf = (artifact: Digested): Digest =>
  digestOf({
    type: artifact.artifactType,
    title: artifact.title,
    content: artifact.content,
    target: artifact.targetBlockId,
    baseVersion: artifact.baseVersion,
    blockIds: artifact.blockIds,
    knowledgeType: artifact.knowledgeType,
    fileName: artifact.fileName,
    contentType: artifact.contentType,
  });
