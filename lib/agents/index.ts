export type { AgentPorts, CreateAgentCommand } from './create-agent.ts';
export { createAgent } from './create-agent.ts';
export type { EditAgentCommand } from './edit-agent.ts';
export { editAgent } from './edit-agent.ts';
export { listAgents } from './list-agents.ts';
export { freeParameters } from './parameters.ts';
export { agentTemplates, readyMadeAgents } from './ready-made.ts';
export {
  AgentCheckpointPolicy,
  AgentConfig,
  AgentProfile,
  AgentType,
  ApprovalStrategy,
  CreateAgent,
  EditAgent,
  TaskType,
} from './schema.ts';
export { activeAgentOf, agentWrite, findAgent, listAgentRows, newAgentWrite, readAgent } from './store.ts';
