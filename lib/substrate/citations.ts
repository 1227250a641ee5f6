import * as z from 'zod';
import type { Table } from '../platform/index.ts';
import type { ProjectPlace } from './read-at-head.ts';
import { type BlockId, DocumentId } from './schema.ts';
import { DocumentBody, documentKey, type Head, knowledgePartition } from './store.ts';
import { visibleBodies } from './visible-rows.ts';

/** Documents that are looked at for one block; beyond them the list is cut. */
const maxCitations = 200;
const parallelQueries = 10;
const Citation = z
  .object({ current: z.object({ documentId: DocumentId }) })
  .or(z.object({ staged: z.object({ documentId: DocumentId }) }));

/**
 * Which documents cite each of the blocks. A citation's row outlives the citation, so it counts only while the document, as readers
 * see it, names the block.
 */
export async function citedBy(
  table: Table,
  { workspaceId, id }: ProjectPlace,
  head: Head,
  blockIds: readonly BlockId[],
): Promise<ReadonlyMap<BlockId, readonly DocumentId[]>> {
  const pk = knowledgePartition(workspaceId, id, 'cites');
  const named = new Map<BlockId, readonly DocumentId[]>();
  for (let start = 0; start < blockIds.length; start += parallelQueries) {
    const part = blockIds.slice(start, start + parallelQueries);
    const pages = await Promise.all(
      part.map((blockId) =>
        table.query({ table: 'substrate', pk, sk: { prefix: `${blockId}#` }, reverse: true, limit: maxCitations }),
      ),
    );
    part.forEach((blockId, index) => {
      const rows = pages[index]?.rows ?? [];
      named.set(
        blockId,
        rows.map((row) => documentIdOf(Citation.parse(row))),
      );
    });
  }
  const cites = await documentsThatCite(table, { workspaceId, id }, head, [...named.values()].flat());
  return new Map(
    [...named].map(([blockId, documents]) => [blockId, documents.filter((one) => cites.get(one)?.has(blockId))]),
  );
}

const documentIdOf = (row: z.infer<typeof Citation>): DocumentId =>
  'current' in row ? row.current.documentId : row.staged.documentId;

async function documentsThatCite(
  table: Table,
  { workspaceId, id }: ProjectPlace,
  head: Head,
  documentIds: readonly DocumentId[],
): Promise<ReadonlyMap<DocumentId, ReadonlySet<BlockId>>> {
  const ids = [...new Set(documentIds)];
  const keys = ids.map((documentId) => documentKey(workspaceId, id, documentId));
  const bodies = await visibleBodies(table, keys, head);
  return new Map(
    bodies.flatMap((body) => {
      if (body === undefined) return [];
      const document = DocumentBody.parse(body);
      return [[document.id, new Set(document.blockIds)] as const];
    }),
  );
}
