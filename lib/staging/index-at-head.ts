/** Keeps the indexes of a few projects and lets them follow the knowledge base: by what the audit chain says has changed, else anew. */
import { readChain } from '../audit/index.ts';
import { notFound } from '../errors.ts';
import type { Json, Table } from '../platform/index.ts';
import {
  atOneHead,
  BlockBody,
  blockKey,
  DocumentBody,
  documentKey,
  findHead,
  type Head,
  knowledgePartition,
  type ProjectPlace,
  type ReadPorts,
  readContents,
  visibleBodies,
  visibleRows,
} from '../substrate/index.ts';
import { createProjectIndex, type IndexChanges, type ProjectIndex } from './project-index.ts';

const maxKeptProjects = 16;
/** Indexed characters of all kept projects; the one in use is kept whatever its size. */
const maxKeptCharacters = 40 * 1024 * 1024;
/** So many entries of the chain are followed one by one; beyond them the project is read anew. */
const maxFollowedEntries = 1_000;

interface Kept {
  index: ProjectIndex;
  turn: Promise<unknown>;
}
const keptByTable = new WeakMap<Table, Map<string, Kept>>();

/** The project's index at its present revision. What is read from it without a pause belongs to one revision. */
export async function indexAtHead(ports: ReadPorts, project: ProjectPlace): Promise<ProjectIndex> {
  const kept = keptOf(ports.table, `${project.workspaceId}/${project.id}`);
  const mine = kept.turn.then(
    () => follow(ports, project, kept),
    () => follow(ports, project, kept),
  );
  kept.turn = mine;
  return mine;
}

function keptOf(table: Table, key: string): Kept {
  const projects = keptByTable.get(table) ?? new Map<string, Kept>();
  keptByTable.set(table, projects);
  const kept = projects.get(key) ?? { index: createProjectIndex(), turn: Promise.resolve() };
  projects.delete(key);
  projects.set(key, kept);
  let characters = [...projects.values()].reduce((sum, { index }) => sum + index.characters, 0);
  for (const [oldest, { index }] of projects) {
    if (oldest === key || (projects.size <= maxKeptProjects && characters <= maxKeptCharacters)) break;
    projects.delete(oldest);
    characters -= index.characters;
  }
  return kept;
}

async function follow(ports: ReadPorts, project: ProjectPlace, kept: Kept): Promise<ProjectIndex> {
  const head = await findHead(ports.table, project.workspaceId, project.id);
  if (!head) throw notFound();
  if (kept.index.revision === head.headRevision) return kept.index;
  if (kept.index.isStale() || kept.index.revision > head.headRevision) kept.index = createProjectIndex();
  const { index } = kept;
  const changes = await atOneHead(ports.table, project, (now) =>
    index.revision >= 0 && now.chain.count - index.chainCount <= maxFollowedEntries
      ? whatMoved(ports, project, now, index.chainCount)
      : everything(ports, project, now),
  );
  index.apply(changes);
  return index;
}

async function everything(ports: ReadPorts, project: ProjectPlace, head: Head): Promise<IndexChanges> {
  const blocks: BlockBody[] = [];
  const documents: IndexChanges['documents'][number][] = [];
  const { workspaceId, id } = project;
  for await (const rows of visibleRows(ports.table, knowledgePartition(workspaceId, id, 'blk'), head))
    blocks.push(...rows.flatMap(({ body }) => usable(body) ?? []));
  for await (const rows of visibleRows(ports.table, knowledgePartition(workspaceId, id, 'doc'), head))
    for (const { sk, body } of rows) documents.push([sk, published(body)]);
  return { ...at(head), blocks: await withContents(ports, project, blocks), documents };
}

async function whatMoved(
  ports: ReadPorts,
  project: ProjectPlace,
  head: Head,
  chainCount: number,
): Promise<IndexChanges> {
  const { workspaceId, id } = project;
  const moved = new Set<string>();
  for await (const { sequence, content } of readChain(ports, workspaceId, id, chainCount + 1)) {
    if (sequence > head.chain.count) break;
    if (content.entry === 'mutation') moved.add(content.targetId);
  }
  const blockIds = [...moved].filter((target) => target.startsWith('blk_'));
  const documentIds = [...moved].filter((target) => target.startsWith('doc_'));
  const [blockBodies, documentBodies] = await Promise.all([
    visibleBodies(
      ports.table,
      blockIds.map((blockId) => blockKey(workspaceId, id, blockId)),
      head,
    ),
    visibleBodies(
      ports.table,
      documentIds.map((documentId) => documentKey(workspaceId, id, documentId)),
      head,
    ),
  ]);
  const present = await withContents(
    ports,
    project,
    blockBodies.flatMap((body) => usable(body) ?? []),
  );
  const found = new Map<string, (typeof present)[number][1]>(present);
  return {
    ...at(head),
    blocks: blockIds.map((blockId) => [blockId, found.get(blockId)]),
    documents: documentIds.map((documentId, index) => [documentId, published(documentBodies[index])]),
  };
}

const at = (head: Head) => ({ revision: head.headRevision, chainCount: head.chain.count });

const usable = (body: Json | undefined): BlockBody | undefined => {
  const block = body === undefined ? undefined : BlockBody.parse(body);
  return block?.state === 'accepted' || block?.state === 'locked' ? block : undefined;
};

const published = (body: Json | undefined): DocumentBody | undefined => {
  const document = body === undefined ? undefined : DocumentBody.parse(body);
  return document?.state === 'published' ? document : undefined;
};

async function withContents(ports: ReadPorts, project: ProjectPlace, blocks: readonly BlockBody[]) {
  const contents = await readContents(ports, project, blocks);
  return blocks.map((body, index) => [body.id, { body, content: contents[index] ?? '' }] as const);
}
