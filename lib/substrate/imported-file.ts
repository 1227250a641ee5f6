/** What was last imported from a path: which block each section became, and how it stood then. One row per file. */
import * as z from 'zod';
import { sha256Hex } from '../digest/index.ts';
import type { Json, Key } from '../platform/index.ts';
import type { ChangeOrigin } from './block-changes.ts';
import type { RowChange } from './changes.ts';
import type { ProjectPlace, ReadPorts } from './read-at-head.ts';
import { BlockId, DocumentId, Sha256 } from './schema.ts';
import { type Head, knowledgePartition } from './store.ts';
import { visibleBodies } from './visible-rows.ts';

/** A longer list of sections lies in Blobs. */
const maxInlineBytes = 8 * 1024;
/** Makes the row one that conflicts are found on: two imports of one file at once must not both be the first. */
const state = 'imported';

export const ImportedSection = z.object({
  key: z.string(),
  heading: z.string(),
  blockId: BlockId,
  /** of the content as it was imported */
  digest: Sha256,
  /** the block's version that the import made */
  version: z.int().min(1),
});
export type ImportedSection = z.infer<typeof ImportedSection>;

const FileBody = z.object({
  path: z.string(),
  state: z.literal(state),
  version: z.int().min(1),
  documentId: DocumentId,
  documentVersion: z.int().min(1),
  digest: Sha256,
  sections: z.array(ImportedSection).optional(),
  sectionsDigest: z.string().optional(),
});

export interface ImportedFile {
  readonly path: string;
  /** counts the imports that changed something; 0 = never imported */
  readonly version: number;
  readonly document?: { readonly id: DocumentId; readonly version: number; readonly digest: string };
  readonly sections: readonly ImportedSection[];
}

const fileKey = (workspaceId: string, projectId: string, path: string): Key => ({
  pk: knowledgePartition(workspaceId, projectId, 'file'),
  sk: sha256Hex(path),
});

/** What was last imported from these paths, in their order. */
export async function readImportedFiles(
  ports: ReadPorts,
  project: ProjectPlace,
  head: Head,
  paths: readonly string[],
): Promise<readonly ImportedFile[]> {
  const keys = paths.map((path) => fileKey(project.workspaceId, project.id, path));
  const bodies = await visibleBodies(ports.table, keys, head);
  return Promise.all(paths.map((path, index) => importedFile(ports, project, path, bodies[index])));
}

async function importedFile(
  { blobs }: ReadPorts,
  { workspaceId }: ProjectPlace,
  path: string,
  stored: Json | undefined,
): Promise<ImportedFile> {
  if (stored === undefined) return { path, version: 0, sections: [] };
  const { version, documentId, documentVersion, digest, sections, sectionsDigest } = FileBody.parse(stored);
  const listed =
    sections ?? JSON.parse(Buffer.from(await blobs.get(workspaceId, sectionsDigest ?? '')).toString('utf8'));
  return {
    path,
    version,
    document: { id: documentId, version: documentVersion, digest },
    sections: z.array(ImportedSection).parse(listed),
  };
}

/** Remembers an import in the same review as what it changed, provided nobody imported the file meanwhile. */
export async function rememberImport(
  { blobs }: ReadPorts,
  origin: Pick<ChangeOrigin, 'workspaceId' | 'projectId'>,
  former: ImportedFile,
  next: Required<Pick<ImportedFile, 'document' | 'sections'>>,
): Promise<RowChange> {
  const { workspaceId, projectId } = origin;
  const text = JSON.stringify(next.sections);
  const kept =
    Buffer.byteLength(text) <= maxInlineBytes
      ? { sections: [...next.sections] }
      : { sectionsDigest: await blobs.put(workspaceId, text, 'application/json') };
  const body: Json = FileBody.parse({
    path: former.path,
    state,
    version: former.version + 1,
    documentId: next.document.id,
    documentVersion: next.document.version,
    digest: next.document.digest,
    ...kept,
  });
  return {
    key: fileKey(workspaceId, projectId, former.path),
    base: { version: former.version, states: [state] },
    targetId: next.document.id,
    apply: () => ({ body }),
  };
}
