import type { MutationKind } from '../audit/index.ts';
import { digestOfContent } from '../digest/index.ts';
import type { Blobs, Row } from '../platform/index.ts';
import type { RowChange } from './changes.ts';
import type { BlockId, BlockState, MutationId, ReviewId } from './schema.ts';
import { BlockBody, blockKey, type DocumentBody, versionKey } from './store.ts';

/** Larger contents live in Blobs under their digest; the version row keeps the rest. */
const maxInlineBytes = 8 * 1024;
const excerptLength = 280;

/** The first words of a content, on one line. */
export const excerptOf = (content: string): string =>
  content
    .slice(0, excerptLength * 2)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, excerptLength)
    .toWellFormed();

/** A content as version rows keep it; the bytes are in Blobs before any row names them. */
export async function keepContent(blobs: Blobs, workspaceId: string, content: string): Promise<KeptContent> {
  const sizeBytes = Buffer.byteLength(content);
  const kept = { excerpt: excerptOf(content), sizeBytes };
  if (sizeBytes <= maxInlineBytes) return { ...kept, contentDigest: digestOfContent(content), inline: content };
  return {
    ...kept,
    contentDigest: (await blobs.put(workspaceId, content, 'text/markdown')) as KeptContent['contentDigest'],
  };
}
export interface KeptContent {
  readonly contentDigest: `sha256:${string}`;
  readonly sizeBytes: number;
  readonly excerpt: string;
  readonly inline?: string;
}

/** Who changes what, by which review. */
export interface ChangeOrigin {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly reviewId: ReviewId;
  readonly mutationId: MutationId;
  readonly artifactId?: `art_${string}`;
  readonly by: string;
  readonly at: string;
}

/** The immutable row of one version: what the row showed, the content, and why it is so. */
export const versionRowOf = (origin: ChangeOrigin, body: BlockBody | DocumentBody, content: KeptContent): Row => ({
  ...versionKey(origin.workspaceId, body.id, body.version),
  body,
  ...(content.inline === undefined ? {} : { content: content.inline }),
  reviewId: origin.reviewId,
  ...(origin.artifactId === undefined ? {} : { artifactId: origin.artifactId }),
});

const named = (origin: ChangeOrigin) => (origin.artifactId === undefined ? {} : { artifactId: origin.artifactId });

/** A new block, accepted. */
export function createBlock(
  origin: ChangeOrigin,
  block: { readonly id: BlockId; readonly title: string; readonly type: string; readonly content: KeptContent },
): RowChange {
  const { id, title, type, content } = block;
  const { contentDigest, sizeBytes, excerpt } = content;
  const { mutationId, by, at } = origin;
  const body: BlockBody = {
    id,
    title,
    excerpt,
    type,
    state: 'accepted',
    version: 1,
    contentDigest,
    sizeBytes,
    createdBy: by,
    mutationId,
    createdAt: at,
    updatedAt: at,
  };
  return {
    key: blockKey(origin.workspaceId, origin.projectId, id),
    base: { version: 0, states: [] },
    targetId: id,
    ...named(origin),
    apply: () => ({
      body,
      versionRow: versionRowOf(origin, body, content),
      mutation: {
        id: mutationId,
        kind: 'block_created',
        title,
        toVersion: 1,
        after: { state: 'accepted', contentDigest },
      },
    }),
  };
}

/** A new version of a block on top of the one it was made for. A locked block stays locked. */
export function updateBlock(
  origin: ChangeOrigin,
  block: { readonly id: BlockId; readonly baseVersion: number; readonly title: string; readonly content: KeptContent },
): RowChange {
  const { id, title, content, baseVersion } = block;
  const { contentDigest, sizeBytes, excerpt } = content;
  return {
    key: blockKey(origin.workspaceId, origin.projectId, id),
    base: { version: baseVersion, states: ['accepted', 'locked'] },
    targetId: id,
    ...named(origin),
    apply: (current) => {
      const former = BlockBody.parse(current);
      const version = former.version + 1;
      const body: BlockBody = {
        ...former,
        title,
        excerpt,
        version,
        contentDigest,
        sizeBytes,
        mutationId: origin.mutationId,
        updatedAt: origin.at,
      };
      return {
        body,
        versionRow: versionRowOf(origin, body, content),
        mutation: {
          id: origin.mutationId,
          kind: 'block_updated',
          title,
          fromVersion: former.version,
          toVersion: version,
          before: { state: former.state, contentDigest: former.contentDigest },
          after: { state: body.state, contentDigest },
        },
      };
    },
  };
}

const stateChanges = {
  lock: { from: ['accepted'], to: 'locked', kind: 'block_locked' },
  unlock: { from: ['locked'], to: 'accepted', kind: 'block_unlocked' },
  retract: { from: ['accepted', 'locked'], to: 'retracted', kind: 'block_retracted' },
} as const satisfies Record<string, { from: readonly BlockState[]; to: BlockState; kind: MutationKind }>;
export type BlockStateChange = keyof typeof stateChanges;
/** The states from which a block can be locked, unlocked or retracted. */
export const statesFor = (change: BlockStateChange): readonly BlockState[] => stateChanges[change].from;

/** Lock, unlock or retract: the content and its version stay. */
export function changeBlockState(
  origin: ChangeOrigin,
  block: { readonly id: BlockId; readonly version: number },
  change: BlockStateChange,
): RowChange {
  const { from, to, kind } = stateChanges[change];
  return {
    key: blockKey(origin.workspaceId, origin.projectId, block.id),
    base: { version: block.version, states: from },
    targetId: block.id,
    apply: (current) => {
      const former = BlockBody.parse(current);
      const body: BlockBody = { ...former, state: to, mutationId: origin.mutationId, updatedAt: origin.at };
      const { contentDigest, title, version } = former;
      return {
        body,
        mutation: {
          id: origin.mutationId,
          kind,
          title,
          fromVersion: version,
          toVersion: version,
          before: { state: former.state, contentDigest },
          after: { state: to, contentDigest },
        },
      };
    },
  };
}
