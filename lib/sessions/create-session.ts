import { type AgentProfile, activeAgentOf, findAgent } from '../agents/index.ts';
import { invalidRequest } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Log, Queue, Table, WorkflowEngine, Write } from '../platform/index.ts';
import type { Project } from '../substrate/index.ts';
import { tell } from '../timeline/index.ts';
import type { CreateSession, Session } from './schema.ts';
import { commitStart, type StartPorts } from './start-session.ts';
import { newSessionWrite } from './store.ts';

export interface SessionPorts extends StartPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly engine: WorkflowEngine;
  readonly queue: Queue;
  readonly log: Log;
}

/** What a session may use when it names no limits of its own (S4). */
const defaultLimits = { maxTurns: 24, maxTokens: 500_000, maxCostUsd: '5.00' };
const noUsage = { turns: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, costUsd: '0.000000' };

/**
 * Describes work for an agent (S1); with `autoExecute` it is started, or queued, in the same commit as far as the limit allows.
 * @throws CountersignError `invalid_request` when the agent is not there or not active.
 */
export async function createSession(
  ports: SessionPorts & { readonly defaultModel: string },
  actor: Actor,
  project: Project,
  request: CreateSession,
  remember: Remember<Session>,
): Promise<Session> {
  const agent = await agentOf(ports.table, project, request);
  const session = newSession(ports, actor, project, agent, request);
  const created = tell(ports, {
    ...about(session),
    type: 'session.created',
    actor: actor.principalId,
    summary: session.taskIntent.slice(0, 200),
    data: { agentProfileId: agent.id, taskType: session.taskType },
  });
  const creation: readonly Write[] = [created, memberIsStill(actor)];
  if (request.autoExecute) return commitStart(ports, session, actor.principalId, remember, creation);
  await ports.table.commit([newSessionWrite(session), ...creation, ...(await remember(session))]);
  return session;
}

const about = (session: Session) => ({
  workspaceId: session.workspaceId,
  projectId: session.projectId,
  sessionId: session.id,
});

async function agentOf(
  table: Table,
  project: Project,
  { agentProfileId, agentType }: CreateSession,
): Promise<AgentProfile> {
  const { workspaceId, id } = project;
  if (agentProfileId !== undefined) {
    const agent = await findAgent(table, workspaceId, id, agentProfileId);
    if (!agent) throw invalidRequest([{ pointer: '/agentProfileId', message: 'is not an agent of this project' }]);
    if (!agent.isActive) throw invalidRequest([{ pointer: '/agentProfileId', message: 'is not active' }]);
    return agent;
  }
  const agent = agentType && (await activeAgentOf(table, workspaceId, id, agentType));
  if (!agent) throw invalidRequest([{ pointer: '/agentType', message: 'no active agent of this type in the project' }]);
  return agent;
}

function newSession(
  ports: SessionPorts & { readonly defaultModel: string },
  actor: Actor,
  project: Project,
  agent: AgentProfile,
  request: CreateSession,
): Session {
  const at = timestamp(ports.clock.now());
  const id = ports.ids.next('ses') as Session['id'];
  const { taskIntent, taskType, taskConfiguration = {}, context = {}, limits = {} } = request;
  return {
    id,
    workspaceId: project.workspaceId,
    projectId: project.id,
    status: 'initialized',
    taskIntent,
    taskType,
    approvalStrategy: request.approvalStrategy ?? agent.approvalStrategy ?? 'final_only',
    agentProfileId: agent.id,
    executedByAgentId: `${agent.id}@${agent.version}`,
    agentSessionId: `${id}/agent`,
    agentType: agent.type,
    model: agent.model ?? ports.defaultModel,
    taskConfiguration,
    context: {
      blockIds: context.blockIds ?? [],
      documentIds: context.documentIds ?? [],
      assetIds: context.assetIds ?? [],
    },
    limits: {
      maxTurns: limits.maxTurns ?? defaultLimits.maxTurns,
      maxTokens: limits.maxTokens ?? defaultLimits.maxTokens,
      maxCostUsd: limits.maxCostUsd ?? defaultLimits.maxCostUsd,
    },
    artifactsCount: 0,
    mutationsCount: 0,
    iterationsCount: 0,
    usage: noUsage,
    planApproved: false,
    ...(agent.checkpointPolicy.requirePlan ? { planRequired: true } : {}),
    checkpointsCount: 0,
    progress: { next: 'stage' },
    execution: 0,
    settled: false,
    version: 1,
    initiatedBy: actor.principalId,
    createdAt: at,
    updatedAt: at,
  };
}
