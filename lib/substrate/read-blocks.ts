import { notFound } from '../errors.ts';
import { citedBy } from './citations.ts';
import {
  atOneHead,
  type ListOptions,
  type ListPage,
  type ProjectPlace,
  type ReadPorts,
  readPage,
} from './read-at-head.ts';
import { readContent, readContents } from './read-content.ts';
import type { Block, BlockState, BlockSummary } from './schema.ts';
import { BlockBody, blockKey, type Head, knowledgePartition } from './store.ts';
import { takePage, visibleBodies, visibleRows } from './visible-rows.ts';

export interface BlockFilter {
  readonly state?: BlockState | undefined;
  readonly type?: string | undefined;
  /** Text that title or content must hold, whatever its case. */
  readonly query?: string | undefined;
}

/** A project's blocks, newest first. */
export const listBlocks = (
  ports: ReadPorts,
  project: ProjectPlace,
  filter: BlockFilter,
  { limit, cursor }: ListOptions,
): Promise<ListPage<BlockSummary>> =>
  readPage(ports.table, project, cursor, async (head, after) => {
    const rows = visibleRows(ports.table, knowledgePartition(project.workspaceId, project.id, 'blk'), head, after);
    const { items, after: next } = await takePage(rows, limit, async (group) =>
      matching(
        ports,
        project,
        filter,
        group.map(({ body }) => BlockBody.parse(body)),
      ),
    );
    return { items: await withCitations(ports, project, head, items), after: next };
  });

async function matching(
  ports: ReadPorts,
  project: ProjectPlace,
  { state, type, query }: BlockFilter,
  blocks: readonly BlockBody[],
): Promise<readonly (BlockBody | undefined)[]> {
  const wanted = (block: BlockBody): boolean =>
    (state === undefined || block.state === state) && (type === undefined || block.type === type);
  if (query === undefined) return blocks.map((block) => (wanted(block) ? block : undefined));
  const sought = query.toLowerCase();
  const inTitle = (block: BlockBody): boolean => block.title.toLowerCase().includes(sought);
  const unclear = blocks.filter((block) => wanted(block) && !inTitle(block));
  const contents = await readContents(ports, project, unclear);
  const found = new Set(unclear.filter((_, index) => contents[index]?.toLowerCase().includes(sought)));
  return blocks.map((block) => (wanted(block) && (inTitle(block) || found.has(block)) ? block : undefined));
}

async function withCitations(
  { table }: ReadPorts,
  project: ProjectPlace,
  head: Head,
  blocks: readonly BlockBody[],
): Promise<readonly BlockSummary[]> {
  const cites = await citedBy(
    table,
    project,
    head,
    blocks.map(({ id }) => id),
  );
  return blocks.map((block) => ({ ...block, citedBy: [...(cites.get(block.id) ?? [])] }));
}

/** One block with its content, and the documents that cite it. @throws CountersignError `not_found` */
export const getBlock = (ports: ReadPorts, project: ProjectPlace, blockId: string): Promise<Block> =>
  atOneHead(ports.table, project, async (head) => {
    const [body] = await visibleBodies(ports.table, [blockKey(project.workspaceId, project.id, blockId)], head);
    if (body === undefined) throw notFound();
    const block = BlockBody.parse(body);
    const [content, [summary]] = await Promise.all([
      readContent(ports, project, block),
      withCitations(ports, project, head, [block]),
    ]);
    if (!summary) throw notFound();
    const { excerpt: _, ...shown } = summary;
    return { ...shown, content };
  });
