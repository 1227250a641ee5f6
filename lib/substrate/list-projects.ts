import * as z from 'zod';
import type { Table } from '../platform/index.ts';
import { projectOf } from './find.ts';
import type { ListOptions, ListPage } from './read-at-head.ts';
import { type Project, ProjectId } from './schema.ts';
import { Head, headKey, projectListKey } from './store.ts';

const ListRow = z.object({ projectId: ProjectId });

/** The projects of a workspace, newest first. */
export async function listProjects(
  table: Table,
  workspaceId: string,
  { limit, cursor }: ListOptions,
): Promise<ListPage<Project>> {
  const { pk, sk: prefix } = projectListKey(workspaceId, '');
  const page = await table.query({
    table: 'substrate',
    pk,
    sk: { prefix },
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const keys = page.rows.map((row) => headKey(workspaceId, ListRow.parse(row).projectId));
  const heads = keys.length === 0 ? [] : await table.getMany('substrate', keys);
  return {
    items: heads.flatMap((head) => (head === undefined ? [] : [projectOf(Head.parse(head))])),
    cursor: page.cursor,
  };
}
