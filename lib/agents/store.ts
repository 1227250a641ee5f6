import { type Key, type Page, rowReader, type Table, type Write } from '../platform/index.ts';
import { AgentProfile, type AgentType } from './schema.ts';

/** Profiles of a project's agents: W#w#prj#p | agt#<agt> in the work table. */
const agentPartition = (workspaceId: string, projectId: string): string => `W#${workspaceId}#prj#${projectId}`;
const agentKey = (workspaceId: string, projectId: string, agentId: string): Key => ({
  pk: agentPartition(workspaceId, projectId),
  sk: `agt#${agentId}`,
});

/** The agent of that id in that project, or undefined. */
export async function findAgent(
  table: Table,
  workspaceId: string,
  projectId: string,
  agentId: string,
): Promise<AgentProfile | undefined> {
  const row = await table.get('work', agentKey(workspaceId, projectId, agentId));
  return row && readAgent(row);
}

export const newAgentWrite = (workspaceId: string, agent: AgentProfile): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...agentKey(workspaceId, agent.projectId, agent.id), ...agent },
  conditions: [{ is: 'absent', name: 'the agent is new' }],
});

export const agentHasMoved = 'the agent is as it was read';
/** The profile's next version, provided nobody changed it meanwhile. */
export const agentWrite = (workspaceId: string, former: AgentProfile, next: AgentProfile): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...agentKey(workspaceId, next.projectId, next.id), ...next },
  conditions: [{ is: 'equal', attribute: 'version', value: former.version, name: agentHasMoved }],
});

/** A project's agents, newest first. */
export const listAgentRows = (
  table: Table,
  workspaceId: string,
  projectId: string,
  limit: number,
  cursor?: string,
): Promise<Page> =>
  table.query({
    table: 'work',
    pk: agentPartition(workspaceId, projectId),
    sk: { prefix: 'agt#' },
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
export const readAgent = rowReader(AgentProfile);

const agentsPerPage = 100;
/** The newest active profile of a type, or undefined (a start that names only an `agentType` takes it). */
export async function activeAgentOf(
  table: Table,
  workspaceId: string,
  projectId: string,
  type: AgentType,
): Promise<AgentProfile | undefined> {
  let cursor: string | undefined;
  do {
    const page = await listAgentRows(table, workspaceId, projectId, agentsPerPage, cursor);
    const found = page.rows.map(readAgent).find((agent) => agent.isActive && agent.type === type);
    if (found) return found;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return undefined;
}
