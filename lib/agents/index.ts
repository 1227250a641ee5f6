export {
  AgentCheckpointPolicy,
  AgentConfig,
  AgentProfile,
  AgentType,
  ApprovalStrategy,
  CreateAgent,
  EditAgent,
} from './schema.ts';
export { activeAgentOf, agentWrite, findAgent, listAgentRows, newAgentWrite, readAgent } from './store.ts';
