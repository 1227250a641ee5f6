import * as z from 'zod';
import { type ListOptions, type ListPage, type ProjectPlace, type ReadPorts, readPage } from './read-at-head.ts';
import { contentOfRow } from './read-content.ts';
import { Insight, Sha256 } from './schema.ts';
import { knowledgePartition } from './store.ts';
import { takePage, visibleRows } from './visible-rows.ts';

/** Contents come along, so a page is cut by bytes too: a function's answer on AWS ends at 6 MB. */
const maxPageBytes = 4 * 1024 * 1024;

const InsightBody = Insight.extend({ content: z.string().optional(), contentDigest: Sha256 });

/** Recorded insights, newest first. */
export const listInsights = (
  ports: ReadPorts,
  project: ProjectPlace,
  { limit, cursor }: ListOptions,
): Promise<ListPage<Insight>> =>
  readPage(ports.table, project, cursor, (head, after) =>
    takePage(
      visibleRows(ports.table, knowledgePartition(project.workspaceId, project.id, 'ins'), head, after),
      limit,
      async (rows) => Promise.all(rows.map(({ body }) => insightOf(ports, project, InsightBody.parse(body)))),
      (insight) => Buffer.byteLength(insight.content),
      maxPageBytes,
    ),
  );

async function insightOf(
  ports: ReadPorts,
  { workspaceId }: ProjectPlace,
  { contentDigest, content, ...insight }: z.infer<typeof InsightBody>,
): Promise<Insight> {
  return { ...insight, content: await contentOfRow(ports, workspaceId, contentDigest, content) };
}
