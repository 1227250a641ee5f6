import type { Json } from '../platform/index.ts';
import type { ChangeOrigin, KeptContent } from './block-changes.ts';
import { versionRowOf } from './block-changes.ts';
import type { RowChange } from './changes.ts';
import type { BlockId, DocumentId, Insight } from './schema.ts';
import { DocumentBody, documentKey, knowledgePartition } from './store.ts';

interface DocumentContent {
  readonly id: DocumentId;
  readonly title: string;
  readonly type: string;
  readonly blockIds: readonly BlockId[];
  readonly content: KeptContent;
}

const named = (origin: ChangeOrigin) => (origin.artifactId === undefined ? {} : { artifactId: origin.artifactId });

/** A new document, published, with a citation row for each block that it cites. */
export function publishDocument(origin: ChangeOrigin, document: DocumentContent): readonly RowChange[] {
  const { id, title, type, blockIds, content } = document;
  const { contentDigest, sizeBytes, excerpt } = content;
  const { mutationId, by, at } = origin;
  const body: DocumentBody = {
    id,
    title,
    excerpt,
    type,
    state: 'published',
    version: 1,
    contentDigest,
    sizeBytes,
    blockIds: [...blockIds],
    createdBy: by,
    mutationId,
    createdAt: at,
    updatedAt: at,
  };
  const change: RowChange = {
    key: documentKey(origin.workspaceId, origin.projectId, id),
    base: { version: 0, states: [] },
    targetId: id,
    ...named(origin),
    apply: () => ({
      body,
      versionRow: versionRowOf(origin, body, content),
      mutation: {
        id: mutationId,
        kind: 'document_published',
        title,
        toVersion: 1,
        after: { state: 'published', contentDigest },
      },
    }),
  };
  return [change, ...citations(origin, id, blockIds)];
}

/** A new version of a document on top of the one it was made for. Citations are added; the rows of former ones stay and are checked when read. */
export function updateDocument(
  origin: ChangeOrigin,
  document: DocumentContent & { readonly baseVersion: number },
): readonly RowChange[] {
  const { id, title, blockIds, content, baseVersion } = document;
  const { contentDigest, sizeBytes, excerpt } = content;
  const change: RowChange = {
    key: documentKey(origin.workspaceId, origin.projectId, id),
    base: { version: baseVersion, states: ['published', 'draft'] },
    targetId: id,
    ...named(origin),
    apply: (current) => {
      const former = DocumentBody.parse(current);
      const version = former.version + 1;
      const body: DocumentBody = {
        ...former,
        title,
        excerpt,
        version,
        contentDigest,
        sizeBytes,
        blockIds: [...blockIds],
        mutationId: origin.mutationId,
        updatedAt: origin.at,
      };
      return {
        body,
        versionRow: versionRowOf(origin, body, content),
        mutation: {
          id: origin.mutationId,
          kind: 'document_updated',
          title,
          fromVersion: former.version,
          toVersion: version,
          before: { state: former.state, contentDigest: former.contentDigest },
          after: { state: body.state, contentDigest },
        },
      };
    },
  };
  return [change, ...citations(origin, id, blockIds)];
}

/** A document leaves the shelf; its content and its version stay. */
export function archiveDocument(
  origin: ChangeOrigin,
  document: { readonly id: DocumentId; readonly version: number },
): RowChange {
  return {
    key: documentKey(origin.workspaceId, origin.projectId, document.id),
    base: { version: document.version, states: ['published', 'draft'] },
    targetId: document.id,
    apply: (current) => {
      const former = DocumentBody.parse(current);
      const body: DocumentBody = { ...former, state: 'archived', mutationId: origin.mutationId, updatedAt: origin.at };
      const { contentDigest, title, version } = former;
      return {
        body,
        mutation: {
          id: origin.mutationId,
          kind: 'document_archived',
          title,
          fromVersion: version,
          toVersion: version,
          before: { state: former.state, contentDigest },
          after: { state: 'archived', contentDigest },
        },
      };
    },
  };
}

const citations = (origin: ChangeOrigin, documentId: DocumentId, blockIds: readonly BlockId[]): readonly RowChange[] =>
  [...new Set(blockIds)].map((blockId) => ({
    key: { pk: knowledgePartition(origin.workspaceId, origin.projectId, 'cites'), sk: `${blockId}#${documentId}` },
    base: 'any',
    targetId: documentId,
    apply: () => ({ body: { blockId, documentId } }),
  }));

/** An insight is recorded; it changes neither blocks nor documents (G2). */
export const recordInsight = (
  origin: ChangeOrigin,
  insight: Omit<Insight, 'content'>,
  content: KeptContent,
): RowChange => ({
  key: { pk: knowledgePartition(origin.workspaceId, origin.projectId, 'ins'), sk: insight.id },
  base: 'any',
  targetId: insight.id,
  artifactId: insight.id,
  apply: () => ({
    body: {
      ...insight,
      contentDigest: content.contentDigest,
      ...(content.inline === undefined ? {} : { content: content.inline }),
    } satisfies Json,
  }),
});
