import * as z from 'zod';
import { idOf, PrincipalId, Timestamp } from '../identity/index.ts';

/** One mail as the outbox shows it (N5): delivered or visibly failed. Bodies only where the host keeps them (embedded). */
export const OutboxItem = z.object({
  id: idOf('dlv'),
  kind: z.enum(['checkpoint_opened', 'checkpoint_reminder']),
  to: z.object({ principalId: PrincipalId, displayName: z.string(), address: z.string() }),
  subject: z.string(),
  status: z.enum(['pending', 'sent', 'failed']),
  attempts: z.int().min(0),
  checkpointId: idOf('chk').optional(),
  sessionId: idOf('ses').optional(),
  createdAt: Timestamp,
  sentAt: Timestamp.optional(),
  failure: z.string().optional(),
  text: z.string().optional(),
  html: z.string().optional(),
});
export type OutboxItem = z.infer<typeof OutboxItem>;
