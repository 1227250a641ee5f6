/**
 * The large part of a bundle: contents by id. Equal selections share one, whatever the task, the ranking and the revision. It lies in
 * the work table under its digest, W#w#prj#p | kno#<digest>, so that staging is one commit; a large one in Blobs.
 */
import * as z from 'zod';
import { digestOf, digestOfContent } from '../digest/index.ts';
import type { Blobs, Key, Table, Write } from '../platform/index.ts';
import {
  type BlockBody,
  type DocumentBody,
  type ProjectPlace,
  type ReadPorts,
  readContents,
} from '../substrate/index.ts';
import { Bundle } from './schema.ts';

const { blocks, documents, assets } = Bundle.shape.contents.shape;
export const KnowledgePart = z.object({ blocks: z.array(blocks.element.omit({ score: true })), documents, assets });
export type KnowledgePart = z.infer<typeof KnowledgePart>;

/** Writing a file durably takes longer than all the rest of staging; above this it is the cheaper place. */
const maxRowBytes = 64 * 1024;
/** Selections whose part was made before, and parts as they were made or read. */
const maxKnownSelections = 32;
const maxKeptParts = 32;
const knownSelections = new Map<string, KeptKnowledge>();
const keptParts = new Map<string, KnowledgePart>();

const keepNewest = <T>(map: Map<string, T>, key: string, value: T, most: number): void => {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > most ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
};

export interface KnowledgeSelection {
  readonly blocks: readonly BlockBody[];
  readonly documents: readonly DocumentBody[];
  readonly assets: KnowledgePart['assets'];
}

/** A part by its digest; `write` belongs in the commit of the bundle, unless the part is in Blobs. */
export interface KeptKnowledge {
  readonly digest: string;
  readonly write: Write | undefined;
}

/** Makes the part of a selection, or recalls it. */
export async function keepKnowledge(
  ports: ReadPorts,
  project: ProjectPlace,
  selection: KnowledgeSelection,
): Promise<KeptKnowledge> {
  const chosen = [...selection.blocks, ...selection.documents];
  const versions = chosen.map(({ id, version, state, contentDigest }) => `${id} ${version} ${state} ${contentDigest}`);
  const key = digestOf({ project, versions: versions.sort(), assets: selection.assets });
  const known = knownSelections.get(key);
  if (known?.write !== undefined) return known;
  const part = await partOf(ports, project, selection);
  const text = JSON.stringify(part);
  const isSmall = Buffer.byteLength(text) <= maxRowBytes;
  const digest = isSmall ? digestOfContent(text) : await ports.blobs.put(project.workspaceId, text, 'application/json');
  const row = { ...partRowKey(project.workspaceId, project.id, digest), text };
  const kept: KeptKnowledge = { digest, write: isSmall ? { kind: 'put', table: 'work', row } : undefined };
  keepNewest(knownSelections, key, kept, maxKnownSelections);
  keepNewest(keptParts, partKey(project, digest), part, maxKeptParts);
  return kept;
}

const partRowKey = (workspaceId: string, projectId: string, digest: string): Key => ({
  pk: `W#${workspaceId}#prj#${projectId}`,
  sk: `kno#${digest}`,
});

async function partOf(ports: ReadPorts, project: ProjectPlace, selection: KnowledgeSelection): Promise<KnowledgePart> {
  const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] =>
    items.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const [blockBodies, documentBodies] = [byId(selection.blocks), byId(selection.documents)];
  const [blockContents, documentContents] = await Promise.all([
    readContents(ports, project, blockBodies),
    readContents(ports, project, documentBodies),
  ]);
  return {
    blocks: blockBodies.map(({ id, version, state, title }, index) => ({
      id,
      version,
      state,
      title,
      content: blockContents[index] ?? '',
    })),
    documents: documentBodies.map(({ id, version, title, blockIds }, index) => ({
      id,
      version,
      title,
      content: documentContents[index] ?? '',
      blockIds,
    })),
    assets: byId(selection.assets),
  };
}

/** The part under that digest. @throws CountersignError `internal` when it is not there. */
export async function readKnowledge(
  { table, blobs }: { readonly table: Table; readonly blobs: Blobs },
  project: { readonly workspaceId: string; readonly id: string },
  digest: string,
): Promise<KnowledgePart> {
  const key = partKey(project, digest);
  const known = keptParts.get(key);
  if (known !== undefined) return known;
  const row = await table.get('work', partRowKey(project.workspaceId, project.id, digest));
  const text =
    row === undefined
      ? Buffer.from(await blobs.get(project.workspaceId, digest)).toString('utf8')
      : PartRow.parse(row).text;
  const part = KnowledgePart.parse(JSON.parse(text));
  keepNewest(keptParts, key, part, maxKeptParts);
  return part;
}

const PartRow = z.object({ text: z.string() });
const partKey = (project: { readonly workspaceId: string; readonly id: string }, digest: string): string =>
  `${project.workspaceId}/${project.id}/${digest}`;
