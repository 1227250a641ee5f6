export {
  AgentCheckpointPolicy,
  AgentConfig,
  AgentProfile,
  AgentType,
  ApprovalStrategy,
  CreateAgent,
  EditAgent,
} from './schema.ts';
