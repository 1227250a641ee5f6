import type { Table } from '../platform/index.ts';
import type { Project } from './schema.ts';
import { BlockBody, blockKey, DocumentBody, documentKey, findHead, type Head } from './store.ts';
import { visibleBodies } from './visible-rows.ts';

/** The project as callers see it: the head without what only commits need. */
export function projectOf({ chain: _chain, flippedReviewId: _flipped, version: _version, ...project }: Head): Project {
  return project;
}

/** The project of that id in this workspace, or undefined: absent and foreign are one. */
export async function findProject(table: Table, workspaceId: string, projectId: string): Promise<Project | undefined> {
  const head = await findHead(table, workspaceId, projectId);
  return head && projectOf(head);
}

/** The block of that id in that project as readers see it, or undefined. */
export async function findBlock(
  table: Table,
  workspaceId: string,
  projectId: string,
  blockId: string,
): Promise<BlockBody | undefined> {
  const head = await findHead(table, workspaceId, projectId);
  const [body] = head ? await visibleBodies(table, [blockKey(workspaceId, projectId, blockId)], head) : [];
  return body === undefined ? undefined : BlockBody.parse(body);
}

/** The document of that id in that project as readers see it, or undefined. */
export async function findDocument(
  table: Table,
  workspaceId: string,
  projectId: string,
  documentId: string,
): Promise<DocumentBody | undefined> {
  const head = await findHead(table, workspaceId, projectId);
  const [body] = head ? await visibleBodies(table, [documentKey(workspaceId, projectId, documentId)], head) : [];
  return body === undefined ? undefined : DocumentBody.parse(body);
}
