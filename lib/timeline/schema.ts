import * as z from 'zod';
import { idOf, Timestamp, WorkspaceId } from '../identity/index.ts';

export const eventTypes = [
  'workspace.created',
  'member.changed',
  'member.removed',
  'policy.changed',
  'project.created',
  'project.changed',
  'agent.created',
  'agent.changed',
  'asset.created',
  'knowledge.imported',
  'block.created',
  'block.locked',
  'block.unlocked',
  'block.retracted',
  'document.archived',
  'session.created',
  'session.queued',
  'session.started',
  'session.staged',
  'session.turn_taken',
  'session.approved',
  'session.completed',
  'session.rejected',
  'session.failed',
  'session.cancelled',
  'session.retried',
  'session.reconciled',
  'checkpoint.opened',
  'checkpoint.voted',
  'checkpoint.approved',
  'checkpoint.changes_requested',
  'checkpoint.rejected',
  'checkpoint.reminded',
  'checkpoint.expired',
  'checkpoint.withdrawn',
  'checkpoint.nobody_eligible',
  'iteration.begun',
  'comment.added',
  'review.applying',
  'review.withdrawn',
  'mail.failed',
] as const;
export const EventType = z.enum(eventTypes);
export type EventType = z.infer<typeof EventType>;

export const maxSummaryCharacters = 500;

/** One thing that happened, written in the same commit as the change it tells of (G18, I8). */
export const TimelineEvent = z.object({
  id: idOf('evt'),
  type: EventType,
  at: Timestamp,
  workspaceId: WorkspaceId,
  projectId: idOf('prj').optional(),
  sessionId: idOf('ses').optional(),
  /** principal id, or `system` */
  actor: z.string(),
  /** One sentence for people. Never holds secrets or mail addresses. */
  summary: z.string().max(maxSummaryCharacters),
  /** Ids and small facts for programs. */
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;
