/** The large part of a bundle: contents by id. Equal selections share one, whatever the task, the ranking and the revision. */
import * as z from 'zod';
import { digestOf } from '../digest/index.ts';
import type { Blobs } from '../platform/index.ts';
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

/** Selections whose part is known to be stored, and parts kept as they were read. */
const maxKnownSelections = 512;
const maxKeptParts = 32;
const knownSelections = new Map<string, string>();
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

/** Stores the part, unless this process stored the same one before, and gives its digest. */
export async function keepKnowledge(
  ports: ReadPorts,
  project: ProjectPlace,
  selection: KnowledgeSelection,
): Promise<string> {
  const chosen = [...selection.blocks, ...selection.documents];
  const versions = chosen.map(({ id, version, state, contentDigest }) => [id, version, state, contentDigest]).sort();
  const key = digestOf({ workspace: project.workspaceId, versions, assets: selection.assets });
  const known = knownSelections.get(key);
  if (known !== undefined && keptParts.has(partKey(project.workspaceId, known))) return known;
  const part = await partOf(ports, project, selection);
  const digest = await ports.blobs.put(project.workspaceId, JSON.stringify(part), 'application/json');
  keepNewest(knownSelections, key, digest, maxKnownSelections);
  keepNewest(keptParts, partKey(project.workspaceId, digest), part, maxKeptParts);
  return digest;
}

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
export async function readKnowledge(blobs: Blobs, workspaceId: string, digest: string): Promise<KnowledgePart> {
  const key = partKey(workspaceId, digest);
  const known = keptParts.get(key);
  if (known !== undefined) return known;
  const part = KnowledgePart.parse(JSON.parse(Buffer.from(await blobs.get(workspaceId, digest)).toString('utf8')));
  keepNewest(keptParts, key, part, maxKeptParts);
  return part;
}

const partKey = (workspaceId: string, digest: string): string => `${workspaceId}/${digest}`;
