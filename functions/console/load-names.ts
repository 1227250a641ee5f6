import { listAgentRows, readAgent } from '../../lib/agents/index.ts';
import { listMembers } from '../../lib/identity/index.ts';
import type { Table } from '../../lib/platform/index.ts';

/** Names of people and agents by their ids; the product itself is called by its name. */
export type NameOf = (id: string) => string;

const mostNames = 1_000;
const mostAgents = 100;

/** @param projectId its agents are named too; an id of an agent may carry its version: `agt_…@3` */
export async function loadNames(table: Table, workspaceId: string, projectId?: string): Promise<NameOf> {
  const [members, agents] = await Promise.all([
    listMembers(table, workspaceId, { limit: mostNames }),
    projectId === undefined ? undefined : listAgentRows(table, workspaceId, projectId, mostAgents),
  ]);
  const names = new Map<string, string>([['system', 'Countersign']]);
  for (const { principalId, displayName } of members.items) names.set(principalId, displayName);
  for (const row of agents?.rows ?? []) {
    const { id, name } = readAgent(row);
    names.set(id, name);
  }
  return (id) => names.get(id) ?? names.get(id.replace(/@\d+$/, '')) ?? 'Somebody who has left';
}
