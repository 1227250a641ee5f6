import * as z from 'zod';
import { AgentConfig, AgentProfile, CreateAgent, EditAgent } from '../../../lib/agents/index.ts';
import { Artifact, ArtifactRevisionView, ArtifactSummary } from '../../../lib/artifacts/index.ts';
import { AuditVerification, ChainedEntry, Mutation } from '../../../lib/audit/index.ts';
import { CheckpointView, InboxItem } from '../../../lib/checkpoints/index.ts';
import { errorCodes } from '../../../lib/errors.ts';
import {
  AddComment,
  Approve,
  Reject,
  RequestChanges,
  ReviewAnswer,
  ReviewView,
  SubmitReview,
} from '../../../lib/governance/index.ts';
import { CreateWorkspace, Me, Member, Policy, PutMember, Workspace } from '../../../lib/identity/index.ts';
import { OutboxItem } from '../../../lib/notifications/index.ts';
import { CreateSession, Iteration, SessionState, SessionView, Turn } from '../../../lib/sessions/index.ts';
import { Bundle } from '../../../lib/staging/index.ts';
import {
  Asset,
  Block,
  BlockSummary,
  BlockVersion,
  CreateAsset,
  CreateBlock,
  CreateProject,
  DocumentSummary,
  DocumentVersion,
  EditProject,
  GiveReason,
  ImportAnswer,
  ImportDocuments,
  Insight,
  KnowledgeDocument,
  Project,
} from '../../../lib/substrate/index.ts';
import { TimelineEvent } from '../../../lib/timeline/index.ts';

/** RFC 9457, with our stable `code`. Some codes bring members of their own, such as `decision` or `currentDigest`. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(errorCodes),
  requestId: z.string().regex(/^req_[0-9A-HJKMNP-TV-Z]{26}$/),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});

/** What the document names instead of repeating it. */
export const namedSchemas = {
  AddComment,
  AgentConfig,
  AgentProfile,
  Approve,
  Artifact,
  ArtifactRevision: ArtifactRevisionView,
  ArtifactSummary,
  Asset,
  AuditVerification,
  Block,
  BlockSummary,
  BlockVersion,
  Bundle,
  ChainedEntry,
  Checkpoint: CheckpointView,
  CreateAgent,
  CreateAsset,
  CreateBlock,
  CreateProject,
  CreateSession,
  CreateWorkspace,
  DocumentSummary,
  DocumentVersion,
  EditAgent,
  EditProject,
  GiveReason,
  ImportAnswer,
  ImportDocuments,
  InboxItem,
  Insight,
  Iteration,
  KnowledgeDocument,
  Me,
  Member,
  Mutation,
  OutboxItem,
  Policy,
  Problem,
  Project,
  PutMember,
  Reject,
  RequestChanges,
  Review: ReviewView,
  ReviewAnswer,
  Session: SessionView,
  SessionState,
  SubmitReview,
  TimelineEvent,
  Turn,
  Workspace,
};
