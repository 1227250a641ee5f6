import { CountersignError, notFound } from '../errors.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import type { AgentPorts } from './create-agent.ts';
import { AgentProfile, type EditAgent } from './schema.ts';
import { agentHasMoved, agentWrite, findAgent } from './store.ts';

const maxAttempts = 5;

export interface EditAgentCommand {
  readonly actor: Actor;
  readonly projectId: string;
  readonly agentId: string;
  readonly change: EditAgent;
  /** Called with the profile as it stands; throws to refuse (If-Match). */
  readonly accept?: (before: AgentProfile) => void;
}

/** The profile's next version: what the change names is replaced, the rest stays. Sessions that run keep what they were staged with. */
export async function editAgent(ports: AgentPorts, command: EditAgentCommand): Promise<AgentProfile> {
  const { actor, projectId, agentId, change, accept } = command;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await findAgent(ports.table, actor.workspaceId, projectId, agentId);
    if (!before) throw notFound();
    accept?.(before);
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const next = AgentProfile.parse({
      ...before,
      ...named,
      version: before.version + 1,
      updatedAt: timestamp(ports.clock.now()),
    });
    const changed = tell(ports, {
      type: 'agent.changed',
      workspaceId: actor.workspaceId,
      projectId: next.projectId,
      actor: actor.principalId,
      summary: `${actor.displayName} changed the agent ${next.name}.`,
      data: { agentId: next.id, version: next.version },
    });
    try {
      await ports.table.commit([agentWrite(actor.workspaceId, before, next), memberIsStill(actor), changed]);
      return next;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.condition !== agentHasMoved) throw error;
    }
  }
  throw new CountersignError('unavailable', 'This agent is being changed by others. Try again.', {
    retryAfterSeconds: 1,
  });
}
