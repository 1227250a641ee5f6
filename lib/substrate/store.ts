import * as z from 'zod';
import { type Key, type Row, rowReader, type Table, type Write } from '../platform/index.ts';
import { BlockSummary, DocumentSummary, Project, ReviewId } from './schema.ts';

/**
 * Keys of the substrate table. Every partition begins with the workspace.
 *   W#w            | prj#<p>          a project of the workspace
 *   W#w#prj#p      | head             the head: revision, counts, end of the audit chain
 *   W#w#prj#p#blk  | <blk>            one row per block            W#w#blk#b | v#000001   its versions
 *   W#w#prj#p#doc  | <doc>            one row per document         W#w#doc#d | v#000001   its versions
 *   W#w#prj#p#cites| <blk>#<doc>      where a block is used
 *   W#w#prj#p#ins  | <art>            recorded insights
 *   W#w#prj#p#file | <path digest>    what was last imported from a path
 *   W#w#prj#p#ast  | <ast>            reference assets
 */
export const projectPartition = (workspaceId: string, projectId: string): string => `W#${workspaceId}#prj#${projectId}`;
export const headKey = (workspaceId: string, projectId: string): Key => ({
  pk: projectPartition(workspaceId, projectId),
  sk: 'head',
});
export const projectListKey = (workspaceId: string, projectId: string): Key => ({
  pk: `W#${workspaceId}`,
  sk: `prj#${projectId}`,
});
export const knowledgePartition = (
  workspaceId: string,
  projectId: string,
  kind: 'blk' | 'doc' | 'cites' | 'ins' | 'file' | 'ast',
): string => `${projectPartition(workspaceId, projectId)}#${kind}`;
export const blockKey = (workspaceId: string, projectId: string, blockId: string): Key => ({
  pk: knowledgePartition(workspaceId, projectId, 'blk'),
  sk: blockId,
});
export const documentKey = (workspaceId: string, projectId: string, documentId: string): Key => ({
  pk: knowledgePartition(workspaceId, projectId, 'doc'),
  sk: documentId,
});
export const versionPartition = (workspaceId: string, targetId: string): string =>
  `W#${workspaceId}#${targetId.slice(0, 3)}#${targetId}`;
export const versionKey = (workspaceId: string, targetId: string, version: number): Key => ({
  pk: versionPartition(workspaceId, targetId),
  sk: `v#${String(version).padStart(6, '0')}`,
});

/** The head as it is stored: the project, the end of its audit chain, and the large review that is visible but not folded in yet. */
export const Head = Project.extend({
  chain: z.object({ count: z.int().min(0), headHash: z.string() }),
  flippedReviewId: ReviewId.optional(),
  /** moves with every write of the row; what commits compare */
  version: z.int().min(1),
});
export type Head = z.infer<typeof Head>;

const readHead = rowReader(Head);
export const headRow = (head: Head): Row => ({ ...headKey(head.workspaceId, head.id), ...head });

/** The head of a project, or undefined when there is none in this workspace. */
export async function findHead(table: Table, workspaceId: string, projectId: string): Promise<Head | undefined> {
  const row = await table.get('substrate', headKey(workspaceId, projectId));
  return row && readHead(row);
}

export const headHasMoved = 'the head has not moved';
/** Replaces the head, provided nobody else has since `former` was read. */
export const headWrite = (former: Head, next: Head): Write => ({
  kind: 'put',
  table: 'substrate',
  row: headRow({ ...next, version: former.version + 1 }),
  conditions: [{ is: 'equal', attribute: 'version', value: former.version, name: headHasMoved }],
});

/** What a row of a block holds: everything but the content (that is with the version) and where it is used. */
export const BlockBody = BlockSummary.omit({ citedBy: true });
export type BlockBody = z.infer<typeof BlockBody>;
export const DocumentBody = DocumentSummary;
export type DocumentBody = z.infer<typeof DocumentBody>;
