import * as z from 'zod';
import { idOf } from '../identity/index.ts';
import type { Json } from '../platform/index.ts';
import { type ListOptions, type ListPage, type ProjectPlace, type ReadPorts, readPage } from './read-at-head.ts';
import { contentOfRow } from './read-content.ts';
import { type BlockVersion, type DocumentVersion, ReviewId } from './schema.ts';
import { BlockBody, blockKey, DocumentBody, documentKey, versionKey, versionPartition } from './store.ts';
import { visibleBodies } from './visible-rows.ts';

/** Contents come along, so a page is cut by bytes too: a function's answer on AWS ends at 6 MB. */
const maxPageBytes = 4 * 1024 * 1024;

const Provenance = z.object({
  body: z.json(),
  content: z.string().optional(),
  reviewId: ReviewId,
  artifactId: idOf('art').optional(),
});

/** The versions of a block, newest first; what readers do not see yet is left out, and what they saw before is `superseded`. */
export const listBlockVersions = (
  ports: ReadPorts,
  project: ProjectPlace,
  blockId: string,
  options: ListOptions,
): Promise<ListPage<BlockVersion>> =>
  readPage(ports.table, project, options.cursor, async (head, after) => {
    const [visible] = await visibleBodies(ports.table, [blockKey(project.workspaceId, project.id, blockId)], head);
    if (visible === undefined) return nothing;
    const current = BlockBody.parse(visible);
    return readVersions(ports, project, current, { ...options, after }, (body) => {
      const { excerpt: _, ...version } = BlockBody.parse(body);
      return { ...version, state: version.version === current.version ? current.state : ('superseded' as const) };
    });
  });

/** The versions of a document, newest first. */
export const listDocumentVersions = (
  ports: ReadPorts,
  project: ProjectPlace,
  documentId: string,
  options: ListOptions,
): Promise<ListPage<DocumentVersion>> =>
  readPage(ports.table, project, options.cursor, async (head, after) => {
    const key = documentKey(project.workspaceId, project.id, documentId);
    const [visible] = await visibleBodies(ports.table, [key], head);
    if (visible === undefined) return nothing;
    const current = DocumentBody.parse(visible);
    return readVersions(ports, project, current, { ...options, after }, (body) => {
      const { excerpt: _, ...version } = DocumentBody.parse(body);
      return { ...version, state: version.version === current.version ? current.state : version.state };
    });
  });

const nothing = { items: [], after: undefined };

async function readVersions<T extends { readonly contentDigest: string; readonly sizeBytes: number }>(
  ports: ReadPorts,
  { workspaceId }: ProjectPlace,
  current: { readonly id: string; readonly version: number },
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
  viewOf: (body: Json) => T,
) {
  const { sk: newest } = versionKey(workspaceId, current.id, current.version);
  const page = await ports.table.query({
    table: 'substrate',
    pk: versionPartition(workspaceId, current.id),
    sk: after === undefined ? { from: 'v#', to: newest } : { from: 'v#', before: after },
    reverse: true,
    limit,
  });
  const items = [];
  let bytes = 0;
  let last: string | undefined;
  for (const row of page.rows) {
    const { body, content, reviewId, artifactId } = Provenance.parse(row);
    const version = viewOf(body);
    bytes += version.sizeBytes;
    if (items.length > 0 && bytes > maxPageBytes) return { items, after: last };
    items.push({
      ...version,
      content: await contentOfRow(ports, workspaceId, version.contentDigest, content),
      reviewId,
      ...(artifactId === undefined ? {} : { artifactId }),
    });
    last = row.sk;
  }
  return { items, after: page.cursor === undefined ? undefined : last };
}
