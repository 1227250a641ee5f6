import { activeAgentOf } from '../../lib/agents/index.ts';
import { newSessionWrite, Session } from '../../lib/sessions/index.ts';
import type { KnowledgeBase } from './knowledge-base.ts';

/** A session of the project's research agent whose work has just begun. */
export async function startSession(base: KnowledgeBase, change: Partial<Session> = {}): Promise<Session> {
  const { workspaceId, id: projectId, createdAt } = base.project;
  const agent = await activeAgentOf(base.table, workspaceId, projectId, 'research');
  const id = base.ids.next('ses');
  const session = Session.parse({
    id,
    workspaceId,
    projectId,
    status: 'in_progress',
    startedAt: createdAt,
    taskIntent: 'What do customers pay for pricing plans?',
    taskType: 'research',
    approvalStrategy: 'final_only',
    agentProfileId: agent?.id,
    executedByAgentId: `${agent?.id}@1`,
    agentSessionId: `${id}/agent`,
    agentType: 'research',
    model: 'a-model',
    taskConfiguration: {},
    context: { blockIds: [], documentIds: [], assetIds: [] },
    limits: { maxTurns: 5, maxTokens: 1000, maxCostUsd: '1' },
    artifactsCount: 0,
    mutationsCount: 0,
    iterationsCount: 0,
    usage: { turns: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, costUsd: '0' },
    planApproved: false,
    checkpointsCount: 0,
    progress: { next: 'stage' },
    execution: 1,
    settled: false,
    version: 1,
    initiatedBy: 'olivia',
    createdAt,
    updatedAt: createdAt,
    ...change,
  });
  await base.table.commit([newSessionWrite(session)]);
  return session;
}
