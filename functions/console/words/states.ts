/** What the product's own words mean to whoever reads a page. */
import type { AgentType, ApprovalStrategy, TaskType } from '../../../lib/agents/index.ts';
import type { ArtifactStatus, ArtifactType } from '../../../lib/artifacts/index.ts';
import type { MutationKind } from '../../../lib/audit/index.ts';
import type { CheckpointType, RiskLevel } from '../../../lib/identity/index.ts';
import type { SessionStatus } from '../../../lib/sessions/index.ts';
import type { BlockState, DocumentState } from '../../../lib/substrate/index.ts';

export const artifactTypeWords: Readonly<Record<ArtifactType, string>> = {
  block_proposal: 'New block',
  block_update: 'Change to a block',
  document_creation: 'New document',
  insight: 'Insight',
  external_deliverable: 'File',
};
export const artifactStatusWords: Readonly<Record<ArtifactStatus, string>> = {
  draft: 'The agent is still at it',
  pending_review: 'Waits for a decision',
  approved: 'Approved',
  applied: 'Applied',
  saved_as_draft: 'Kept as a draft',
  rejected: 'Rejected',
  superseded: 'Replaced',
};
/** What applying does, as a reviewer's choice says it. */
export const applyWords: Readonly<Record<ArtifactType, string>> = {
  block_proposal: 'Create the block',
  block_update: 'Replace the block',
  document_creation: 'Publish the document',
  insight: 'Record the insight',
  external_deliverable: 'Deliver the file',
};
export const riskWords: Readonly<Record<RiskLevel, string>> = {
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
  critical: 'Critical risk',
};
export const checkpointWords: Readonly<Record<CheckpointType, string>> = {
  plan_approval: 'Plan to approve',
  mid_work_review: 'Question during the work',
  artifact_review: 'Work to review',
  final_approval: 'Finished work to approve',
};
export const sessionWords: Readonly<Record<SessionStatus, string>> = {
  initialized: 'Not started',
  in_progress: 'The agent works',
  pending_review: 'Waits for a reviewer',
  approved: 'Approved and applied',
  rejected: 'Rejected',
  completed: 'Ended without a decision',
  failed: 'Failed',
  cancelled: 'Cancelled',
};
export const blockStateWords: Readonly<Record<BlockState, string>> = {
  proposed: 'Proposed',
  accepted: 'Accepted',
  locked: 'Locked',
  superseded: 'Replaced',
  retracted: 'Retracted',
};
export const documentStateWords: Readonly<Record<DocumentState, string>> = {
  draft: 'Draft',
  published: 'Published',
  archived: 'Archived',
};
export const mutationWords: Readonly<Record<MutationKind, string>> = {
  block_created: 'Block created',
  block_updated: 'Block replaced',
  block_locked: 'Block locked',
  block_unlocked: 'Block unlocked',
  block_retracted: 'Block retracted',
  document_published: 'Document published',
  document_updated: 'Document replaced',
  document_archived: 'Document archived',
};
export const decisionWords: Readonly<Record<'approved' | 'changes_requested' | 'rejected' | 'expired', string>> = {
  approved: 'Approved',
  changes_requested: 'Sent back with feedback',
  rejected: 'Rejected',
  expired: 'Expired: nobody decided in time',
};
export const agentTypeWords: Readonly<Record<AgentType, string>> = {
  research: 'Research',
  content: 'Content',
  reporting: 'Reporting',
  external: 'External',
};
export const taskTypeWords: Readonly<Record<TaskType, string>> = {
  research: 'Find out',
  synthesis: 'Bring together',
  analysis: 'Analyse',
  composition: 'Write',
  update: 'Bring up to date',
};
export const strategyWords: Readonly<Record<ApprovalStrategy, { readonly name: string; readonly detail: string }>> = {
  checkpoint_required: {
    name: 'Plan first',
    detail: 'The agent shows its plan before it works; then a person reviews what it made.',
  },
  final_only: { name: 'At the end', detail: 'A person approves the finished work, once.' },
  auto_approve_low_risk: {
    name: 'Low risk by itself',
    detail: 'Work of low risk may pass once the agent has earned trust; until then a person approves it.',
  },
};
