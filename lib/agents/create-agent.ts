import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Table } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { AgentProfile, type CreateAgent } from './schema.ts';
import { newAgentWrite } from './store.ts';

export interface AgentPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface CreateAgentCommand {
  readonly actor: Actor;
  readonly projectId: string;
  readonly request: CreateAgent;
  readonly remember: Remember<AgentProfile>;
}

/** Configures an agent for a project. */
export async function createAgent(ports: AgentPorts, command: CreateAgentCommand): Promise<AgentProfile> {
  const { actor, projectId, request, remember } = command;
  const at = timestamp(ports.clock.now());
  const agent = AgentProfile.parse({
    ...request,
    id: ports.ids.next('agt'),
    projectId,
    version: 1,
    createdBy: actor.principalId,
    createdAt: at,
    updatedAt: at,
  });
  await ports.table.commit([
    newAgentWrite(actor.workspaceId, agent),
    memberIsStill(actor),
    tell(ports, {
      type: 'agent.created',
      workspaceId: actor.workspaceId,
      projectId: agent.projectId,
      actor: actor.principalId,
      summary: `${actor.displayName} configured the agent ${agent.name}.`,
      data: { agentId: agent.id, agentType: agent.type },
    }),
    ...(await remember(agent)),
  ]);
  return agent;
}
