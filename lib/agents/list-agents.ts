import type { Table } from '../platform/index.ts';
import type { AgentProfile } from './schema.ts';
import { listAgentRows, readAgent } from './store.ts';

/** The agents of a project, newest first. */
export async function listAgents(
  table: Table,
  project: { readonly workspaceId: string; readonly id: string },
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly AgentProfile[]; readonly cursor: string | undefined }> {
  const page = await listAgentRows(table, project.workspaceId, project.id, limit, cursor);
  return { items: page.rows.map(readAgent), cursor: page.cursor };
}
