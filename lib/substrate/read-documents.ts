import { notFound } from '../errors.ts';
import {
  atOneHead,
  type ListOptions,
  type ListPage,
  type ProjectPlace,
  type ReadPorts,
  readPage,
} from './read-at-head.ts';
import { readContent } from './read-content.ts';
import type { DocumentState, DocumentSummary, KnowledgeDocument } from './schema.ts';
import { DocumentBody, documentKey, knowledgePartition } from './store.ts';
import { takePage, visibleBodies, visibleRows } from './visible-rows.ts';

/** A project's documents, newest first. */
export const listDocuments = (
  { table }: ReadPorts,
  project: ProjectPlace,
  filter: { readonly state?: DocumentState | undefined },
  { limit, cursor }: ListOptions,
): Promise<ListPage<DocumentSummary>> =>
  readPage(table, project, cursor, (head, after) =>
    takePage(
      visibleRows(table, knowledgePartition(project.workspaceId, project.id, 'doc'), head, after),
      limit,
      async (rows) =>
        rows
          .map(({ body }) => DocumentBody.parse(body))
          .map((document) => (filter.state === undefined || document.state === filter.state ? document : undefined)),
    ),
  );

/** One document with its content. @throws CountersignError `not_found` */
export const getDocument = (ports: ReadPorts, project: ProjectPlace, documentId: string): Promise<KnowledgeDocument> =>
  atOneHead(ports.table, project, async (head) => {
    const [body] = await visibleBodies(ports.table, [documentKey(project.workspaceId, project.id, documentId)], head);
    if (body === undefined) throw notFound();
    const { excerpt: _, ...document } = DocumentBody.parse(body);
    return { ...document, content: await readContent(ports, project, document) };
  });
