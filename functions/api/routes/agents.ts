import { AgentProfile, CreateAgent, EditAgent } from '../../../lib/agents/index.ts';
import { route } from '../route.ts';
import { P, Paging, pageOf } from './paging.ts';

export const agentsRoutes = {
  createAgent: route({
    method: 'POST',
    path: `${P}/agents`,
    function: 'agents',
    operation: 'agent.manage',
    summary: 'Configure an agent',
    body: CreateAgent,
    answers: { 201: AgentProfile },
  }),
  listAgents: route({
    method: 'GET',
    path: `${P}/agents`,
    function: 'agents',
    operation: 'agent.read',
    summary: 'Agents, newest first',
    query: Paging,
    answers: { 200: pageOf(AgentProfile) },
  }),
  getAgent: route({
    method: 'GET',
    path: `${P}/agents/{agentId}`,
    function: 'agents',
    operation: 'agent.read',
    summary: 'One agent',
    answers: { 200: AgentProfile },
  }),
  editAgent: route({
    method: 'PATCH',
    path: `${P}/agents/{agentId}`,
    function: 'agents',
    operation: 'agent.manage',
    summary: 'Change an agent',
    body: EditAgent,
    answers: { 200: AgentProfile },
  }),
} as const;
