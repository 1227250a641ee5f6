import * as z from 'zod';
import { idOf, PrincipalId, Share, Timestamp } from '../identity/index.ts';
import { freeParameters } from './parameters.ts';

export const AgentType = z.enum(['research', 'content', 'reporting', 'external']);
export type AgentType = z.infer<typeof AgentType>;
export const ApprovalStrategy = z.enum(['checkpoint_required', 'final_only', 'auto_approve_low_risk']);
export type ApprovalStrategy = z.infer<typeof ApprovalStrategy>;
/** What an agent is asked to do, in a word. */
export const TaskType = z.enum(['research', 'synthesis', 'analysis', 'composition', 'update']);
export type TaskType = z.infer<typeof TaskType>;
const Parameter = z.union([z.string().max(2000), z.number(), z.boolean()]);

export const AgentConfig = z.strictObject({
  platforms: z.array(z.string().min(1).max(60)).max(20).optional(),
  depth: z.enum(['quick_scan', 'medium', 'deep_dive']).optional(),
  outputFormat: z.enum(['text', 'markdown', 'pdf', 'xlsx', 'docx']).optional(),
  customParams: freeParameters(60, Parameter).optional(),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/** When an agent of this profile must ask, beyond the session's strategy (S6). */
export const AgentCheckpointPolicy = z.strictObject({
  /** ask for the plan first, whatever the strategy */
  requirePlan: z.boolean().optional(),
  /** artifacts stated below this confidence are named as a reason for review */
  lowConfidenceBelow: Share.optional(),
});
export type AgentCheckpointPolicy = z.infer<typeof AgentCheckpointPolicy>;

export const AgentProfile = z.object({
  id: idOf('agt'),
  projectId: idOf('prj'),
  name: z.string(),
  type: AgentType,
  config: AgentConfig,
  model: z.string().optional(),
  instructions: z.string().optional(),
  isActive: z.boolean(),
  checkpointPolicy: AgentCheckpointPolicy,
  approvalStrategy: ApprovalStrategy.optional(),
  version: z.int().min(1),
  createdBy: PrincipalId,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type AgentProfile = z.infer<typeof AgentProfile>;

export const CreateAgent = z.strictObject({
  name: z.string().trim().min(1).max(200),
  type: AgentType,
  config: AgentConfig.default({}),
  model: z.string().min(1).max(200).optional(),
  instructions: z.string().max(20_000).optional(),
  isActive: z.boolean().default(true),
  checkpointPolicy: AgentCheckpointPolicy.default({}),
  approvalStrategy: ApprovalStrategy.optional(),
});
export type CreateAgent = z.infer<typeof CreateAgent>;
export const EditAgent = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  config: AgentConfig.optional(),
  model: z.string().min(1).max(200).optional(),
  instructions: z.string().max(20_000).optional(),
  isActive: z.boolean().optional(),
  checkpointPolicy: AgentCheckpointPolicy.optional(),
  approvalStrategy: ApprovalStrategy.optional(),
});
export type EditAgent = z.infer<typeof EditAgent>;
