import * as z from 'zod';
import { PrincipalId, Timestamp, WorkspaceId } from '../identity/index.ts';
import { TimelineEvent } from '../timeline/index.ts';

/** Opens one WebSocket, once. */
export const EventTicket = z.object({
  ticket: z.string(),
  /** Where to connect; it holds the ticket already. */
  url: z.url(),
  expiresAt: Timestamp,
});
export type EventTicket = z.infer<typeof EventTicket>;

/** What is sent over the WebSocket: what has just happened in the workspace, as its timeline tells it. */
export const LiveMessage = z.object({ events: z.array(TimelineEvent).min(1) });
export type LiveMessage = z.infer<typeof LiveMessage>;

export const TicketRow = z.object({ principalId: PrincipalId });
export const ConnectionRow = z.object({
  connectionId: z.string(),
  workspaceId: WorkspaceId,
  principalId: PrincipalId,
  connectedAt: Timestamp,
});
/** One person's open WebSocket. */
export type Connection = z.infer<typeof ConnectionRow>;
