/**
 * Bundles of a project in the work table: W#w#prj#p | bdl#<id>. The row holds the small task part, or its digest, and the digest of
 * the knowledge part; both parts never change.
 */
import * as z from 'zod';
import { digestOf } from '../digest/index.ts';
import { Timestamp } from '../identity/index.ts';
import { type Blobs, type Key, rowReader, type Table, type Write } from '../platform/index.ts';
import { readKnowledge } from './knowledge-part.ts';
import { Bundle } from './schema.ts';

/** A larger task part lies in Blobs. It names up to a hundred omissions, so it often passes 8 KB, and a durable file costs more than the row. */
const maxInlineBytes = 32 * 1024;

/** Everything of a bundle but its id, its time and the contents: these it names in their order. */
export const TaskPart = Bundle.omit({ id: true, digest: true, contents: true, metadata: true }).extend({
  blocks: z.array(z.object({ id: z.string(), score: z.number() })),
  documentIds: z.array(z.string()),
  assetIds: z.array(z.string()),
  totalBlocks: z.int(),
  headRevision: z.int(),
});
export type TaskPart = z.infer<typeof TaskPart>;

const BundleRow = z.object({
  id: Bundle.shape.id,
  digest: z.string(),
  sessionId: z.string(),
  stagedAt: Timestamp,
  knowledgeDigest: z.string(),
  task: z.string().optional(),
  taskDigest: z.string().optional(),
});
export type BundleRow = z.infer<typeof BundleRow>;

const readBundleRow = rowReader(BundleRow);

const bundleKey = (workspaceId: string, projectId: string, bundleId: string): Key => ({
  pk: `W#${workspaceId}#prj#${projectId}`,
  sk: `bdl#${bundleId}`,
});

/** Covers everything but id and time; the knowledge by its own digest. */
export const bundleDigestOf = (task: TaskPart, knowledgeDigest: string): string =>
  digestOf({ task, knowledge: knowledgeDigest });

/** The write of a bundle's row; a large task part is in Blobs before. */
export async function bundleWrite(
  blobs: Blobs,
  workspaceId: string,
  of: Pick<BundleRow, 'id' | 'digest' | 'sessionId' | 'stagedAt' | 'knowledgeDigest'> & { readonly task: TaskPart },
): Promise<Write> {
  const { task, ...row } = of;
  const text = JSON.stringify(task);
  const kept =
    Buffer.byteLength(text) <= maxInlineBytes
      ? { task: text }
      : { taskDigest: await blobs.put(workspaceId, text, 'application/json') };
  return {
    kind: 'put',
    table: 'work',
    row: { ...bundleKey(workspaceId, task.projectId, row.id), ...row, ...kept },
    conditions: [{ is: 'absent', name: 'the bundle is new' }],
  };
}

/** What is known of a bundle without its contents, or undefined. */
export async function findBundle(
  table: Table,
  workspaceId: string,
  projectId: string,
  bundleId: string,
): Promise<BundleRow | undefined> {
  const row = await table.get('work', bundleKey(workspaceId, projectId, bundleId));
  return row && readBundleRow(row);
}

/** The bundle of that id in that project, put together from its parts, or undefined. Reads no knowledge base (T3). */
export async function readBundle(
  ports: { readonly table: Table; readonly blobs: Blobs },
  workspaceId: string,
  projectId: string,
  bundleId: string,
): Promise<Bundle | undefined> {
  const row = await findBundle(ports.table, workspaceId, projectId, bundleId);
  if (!row) return undefined;
  const [task, knowledge] = await Promise.all([
    taskOf(ports.blobs, workspaceId, row),
    readKnowledge(ports, { workspaceId, id: projectId }, row.knowledgeDigest),
  ]);
  const { blocks, documentIds, assetIds, totalBlocks, headRevision, ...described } = task;
  const contents = new Map(knowledge.blocks.map((block) => [block.id, block]));
  return {
    ...described,
    id: row.id,
    digest: row.digest,
    contents: {
      blocks: blocks.flatMap(({ id, score }) => {
        const block = contents.get(id);
        return block ? [{ ...block, score }] : [];
      }),
      documents: inOrder(documentIds, knowledge.documents),
      assets: inOrder(assetIds, knowledge.assets),
    },
    metadata: { totalBlocks, headRevision, stagedAt: row.stagedAt },
  };
}

async function taskOf(blobs: Blobs, workspaceId: string, { task, taskDigest }: BundleRow): Promise<TaskPart> {
  const text = task ?? Buffer.from(await blobs.get(workspaceId, taskDigest ?? '')).toString('utf8');
  return TaskPart.parse(JSON.parse(text));
}

function inOrder<T extends { readonly id: string }>(ids: readonly string[], items: readonly T[]): T[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
