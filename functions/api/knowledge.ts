import { archiveDocument, createBlock, importDocuments, markBlock } from '../../lib/governance/index.ts';
import {
  type Asset,
  type Block,
  type BlockStateChange,
  createAsset,
  getBlock,
  getDocument,
  type ImportAnswer,
  type KnowledgeDocument,
  listAssets,
  listBlocks,
  listBlockVersions,
  listDocuments,
  listDocumentVersions,
  listInsights,
  withAddress,
} from '../../lib/substrate/index.ts';
import type { ApiRequest } from '../middleware/api-request.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';
import { projectAddress } from './addresses.ts';

const shown = (block: Block) => ({ status: 200, body: block }) as const;
const archived = (document: KnowledgeDocument) => ({ status: 200, body: document }) as const;

const mark =
  (kind: BlockStateChange) =>
  async ({ actor, located, body, remember }: ApiRequest<'lockBlock'>) =>
    shown(
      await markBlock(platform(), {
        actor,
        project: located.project,
        block: located.block,
        mark: kind,
        reason: body.reason,
        remember: remember(shown),
      }),
    );

export const handler = httpFunction('knowledge', {
  importDocuments: async ({ actor, located, body, remember }) => {
    const imported = (answer: ImportAnswer) =>
      ({ status: 201, body: answer, location: `${projectAddress(located.project)}/documents` }) as const;
    return imported(
      await importDocuments(platform(), {
        actor,
        project: located.project,
        request: body,
        remember: remember(imported),
      }),
    );
  },

  listBlocks: async ({ located, query, cursor, page }) => {
    const { limit, cursor: _, ...filter } = query;
    const found = await listBlocks(platform(), located.project, filter, { limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  createBlock: async ({ actor, located, body, remember }) => {
    const created = (block: Block) =>
      ({ status: 201, body: block, location: `${projectAddress(located.project)}/blocks/${block.id}` }) as const;
    return created(
      await createBlock(platform(), { actor, project: located.project, request: body, remember: remember(created) }),
    );
  },

  getBlock: async ({ located, params }) => shown(await getBlock(platform(), located.project, params.blockId)),

  listBlockVersions: async ({ located, params, query, cursor, page }) => {
    const found = await listBlockVersions(platform(), located.project, params.blockId, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  lockBlock: mark('lock'),
  unlockBlock: mark('unlock'),
  retractBlock: mark('retract'),

  listDocuments: async ({ located, query, cursor, page }) => {
    const found = await listDocuments(
      platform(),
      located.project,
      { state: query.state },
      { limit: query.limit, cursor },
    );
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getDocument: async ({ located, params }) =>
    archived(await getDocument(platform(), located.project, params.documentId)),

  listDocumentVersions: async ({ located, params, query, cursor, page }) => {
    const found = await listDocumentVersions(platform(), located.project, params.documentId, {
      limit: query.limit,
      cursor,
    });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  archiveDocument: async ({ actor, located, body, remember }) =>
    archived(
      await archiveDocument(platform(), {
        actor,
        project: located.project,
        document: located.document,
        reason: body.reason,
        remember: remember(archived),
      }),
    ),

  createAsset: async ({ actor, located, body, remember }) => {
    const created = (asset: Asset) =>
      ({ status: 201, body: asset, location: `${projectAddress(located.project)}/assets/${asset.id}` }) as const;
    return created(
      await createAsset(platform(), { actor, project: located.project, request: body, remember: remember(created) }),
    );
  },

  listAssets: async ({ located, query, cursor, page }) => {
    const { limit, cursor: _, ...filter } = query;
    const found = await listAssets(platform(), located.project, filter, { limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getAsset: async ({ located }) => ({
    status: 200,
    body: await withAddress(platform(), located.project.workspaceId, located.asset),
  }),

  listInsights: async ({ located, query, cursor, page }) => {
    const found = await listInsights(platform(), located.project, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },
});
