import * as z from 'zod';
import { AgentType, ApprovalStrategy, freeParameters, TaskType } from '../agents/index.ts';
import { CheckpointType, idOf, PrincipalId, Timestamp, WorkspaceId } from '../identity/index.ts';

export const SessionId = idOf('ses');
export type SessionId = z.infer<typeof SessionId>;
export const sessionStatuses = [
  'initialized',
  'in_progress',
  'pending_review',
  'approved',
  'rejected',
  'completed',
  'failed',
  'cancelled',
] as const;
export const SessionStatus = z.enum(sessionStatuses);
export type SessionStatus = z.infer<typeof SessionStatus>;

export const Limits = z.strictObject({
  maxTurns: z.int().min(1).max(200).optional(),
  maxTokens: z.int().min(1).max(10_000_000).optional(),
  maxCostUsd: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/)
    .optional(),
});
export type Limits = z.infer<typeof Limits>;

export const CreateSession = z
  .strictObject({
    taskIntent: z.string().trim().min(1).max(10_000),
    taskType: TaskType,
    agentProfileId: idOf('agt').optional(),
    agentType: AgentType.optional(),
    approvalStrategy: ApprovalStrategy.optional(),
    autoExecute: z.boolean().optional(),
    taskConfiguration: freeParameters(100, z.json()).optional(),
    context: z
      .strictObject({
        blockIds: z.array(idOf('blk')).max(50).optional(),
        documentIds: z.array(idOf('doc')).max(10).optional(),
        assetIds: z.array(idOf('ast')).max(20).optional(),
      })
      .optional(),
    limits: Limits.optional(),
  })
  .refine((body) => (body.agentProfileId === undefined) !== (body.agentType === undefined), {
    message: 'name either agentProfileId or agentType',
    path: ['agentProfileId'],
  });
export type CreateSession = z.infer<typeof CreateSession>;

export const Usage = z.object({
  turns: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cacheReadTokens: z.int(),
  costUsd: z.string(),
});
export type Usage = z.infer<typeof Usage>;

/** Why a session failed: a stable code, words, and the step of the workflow (S9). */
export const Failure = z.object({ code: z.string(), detail: z.string(), step: z.string(), at: Timestamp });
export type Failure = z.infer<typeof Failure>;

/** What an open question to a person is to be about. */
export const CheckpointRequest = z.object({
  checkpointType: CheckpointType,
  reason: z.string().max(2000),
  /** the plan of a plan approval */
  content: z.string().optional(),
});
export type CheckpointRequest = z.infer<typeof CheckpointRequest>;

/** Where the work stands: the first state of a new execution reads it and goes on from there (S9). */
export const Progress = z.discriminatedUnion('next', [
  z.object({ next: z.literal('stage') }),
  z.object({ next: z.literal('agent') }),
  z.object({ next: z.literal('iterate') }),
  z.object({ next: z.literal('checkpoint'), request: CheckpointRequest }),
  z.object({ next: z.literal('assess') }),
  z.object({ next: z.literal('none') }),
]);
export type Progress = z.infer<typeof Progress>;

const base = z.object({
  id: SessionId,
  workspaceId: WorkspaceId,
  projectId: idOf('prj'),
  taskIntent: z.string(),
  taskType: TaskType,
  approvalStrategy: ApprovalStrategy,
  agentProfileId: idOf('agt'),
  /** what the agent is: profile and version */
  executedByAgentId: z.string(),
  /** the agent's own session: one transcript, one model (S7) */
  agentSessionId: z.string(),
  agentType: AgentType,
  model: z.string(),
  taskConfiguration: z.record(z.string(), z.json()),
  context: z.object({ blockIds: z.array(z.string()), documentIds: z.array(z.string()), assetIds: z.array(z.string()) }),
  limits: z.object({ maxTurns: z.int(), maxTokens: z.int(), maxCostUsd: z.string() }),
  bundleId: idOf('bdl').optional(),
  bundleDigest: z.string().optional(),
  artifactsCount: z.int().min(0),
  mutationsCount: z.int().min(0),
  iterationsCount: z.int().min(0),
  usage: Usage,
  /** a plan was approved by a person */
  planApproved: z.boolean(),
  /** the profile's policy wants a plan, whatever the approval strategy */
  planRequired: z.boolean().optional(),
  /** times the work stopped at one of its limits; each go-ahead of a person grants the same budget again (S6) */
  limitStops: z.int().min(0).optional(),
  /** how many checkpoints have been opened */
  checkpointsCount: z.int().min(0),
  progress: Progress,
  /** counts executions of the workflow: `<sessionId>-<n>`; also fences off an older one's writes */
  execution: z.int().min(0),
  /** the workflow has ended after the session had */
  settled: z.boolean(),
  /** by then something must have moved; else the sweeper reconciles (S9). Absent while a person has the word */
  lookAgainAt: Timestamp.optional(),
  /** moves with every commit that touches the session; ETag */
  version: z.int().min(1),
  initiatedBy: PrincipalId,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
const started = { startedAt: Timestamp };
const ended = { startedAt: Timestamp.optional(), completedAt: Timestamp };

/** A session as it is stored: a union on status, with fields only where they exist. */
export const Session = z.discriminatedUnion('status', [
  base.extend({ status: z.literal('initialized'), queuedAt: Timestamp.optional() }),
  base.extend({ status: z.literal('in_progress'), ...started }),
  base.extend({ status: z.literal('pending_review'), ...started, openCheckpointId: idOf('chk') }),
  base.extend({ status: z.literal('approved'), ...ended }),
  base.extend({ status: z.literal('rejected'), ...ended }),
  base.extend({ status: z.literal('completed'), ...ended }),
  base.extend({ status: z.literal('failed'), ...ended, failure: Failure }),
  base.extend({ status: z.literal('cancelled'), ...ended }),
]);
export type Session = z.infer<typeof Session>;

/** A session as the API shows it. */
export const SessionView = base
  .omit({
    workspaceId: true,
    limits: true,
    planApproved: true,
    planRequired: true,
    limitStops: true,
    checkpointsCount: true,
    progress: true,
    execution: true,
    settled: true,
    lookAgainAt: true,
    version: true,
    bundleDigest: true,
    context: true,
  })
  .extend({
    status: SessionStatus,
    limits: Limits,
    context: z.object({
      blockIds: z.array(z.string()),
      documentIds: z.array(z.string()),
      assetIds: z.array(z.string()),
    }),
    openCheckpointId: idOf('chk').optional(),
    queuedAt: Timestamp.optional(),
    failure: Failure.optional(),
    startedAt: Timestamp.optional(),
    completedAt: Timestamp.optional(),
  });
export type SessionView = z.infer<typeof SessionView>;

export const SessionState = SessionView.pick({
  id: true,
  status: true,
  openCheckpointId: true,
  artifactsCount: true,
  mutationsCount: true,
  iterationsCount: true,
  usage: true,
  updatedAt: true,
  queuedAt: true,
  failure: true,
});
export type SessionState = z.infer<typeof SessionState>;

/** One turn of the agent; `input` is what was new to the model, `output` the model's content byte for byte. */
export const Turn = z.object({
  number: z.int().min(1),
  input: z.array(z.json()),
  output: z.array(z.json()),
  stopReason: z.string(),
  model: z.string(),
  usage: z.object({
    inputTokens: z.int(),
    outputTokens: z.int(),
    cacheReadTokens: z.int(),
    cacheWriteTokens: z.int(),
    costUsd: z.string(),
  }),
  startedAt: Timestamp,
  durationMs: z.int().min(0),
});
export type Turn = z.infer<typeof Turn>;

export const Iteration = z.object({
  number: z.int().min(1),
  trigger: z.enum(['reviewer_feedback', 'self_review', 'conflict', 'user_request']),
  checkpointId: idOf('chk'),
  feedback: z.string(),
  artifactIds: z.array(z.string()),
  requestedBy: z.string(),
  createdAt: Timestamp,
});
export type Iteration = z.infer<typeof Iteration>;

/** Words of people that the agent has not read yet, in order; the next turn takes them in verbatim (G8, S8). */
export const AgentInput = z.object({
  id: idOf('evt'),
  kind: z.enum(['feedback', 'decision', 'comment']),
  from: z.string(),
  text: z.string(),
  checkpointId: idOf('chk').optional(),
  /** artifacts sent back */
  artifactIds: z.array(z.string()),
  at: Timestamp,
});
export type AgentInput = z.infer<typeof AgentInput>;
