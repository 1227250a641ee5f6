import { unreachable } from '../errors.ts';
import type { Session } from './schema.ts';

export const standings = [
  'stage',
  'work',
  'iterate',
  'ask',
  'assess',
  'waiting',
  'approved',
  'completed',
  'rejected',
  'expired',
  'failed',
  'cancelled',
] as const;
/** Where a session stands, in the words that the workflow's choices route on. Every task of the workflow answers with it. */
export type Standing = (typeof standings)[number];

/** A checkpoint that nobody decided in time. */
export const checkpointExpired = 'checkpoint_expired';

/** Where the work stands: what the next state of the workflow is to do. */
export function standingOf(session: Session): Standing {
  switch (session.status) {
    case 'initialized':
      return 'waiting';
    case 'in_progress':
      return standingOfProgress(session);
    case 'pending_review':
      return 'ask';
    case 'failed':
      return session.failure.code === checkpointExpired ? 'expired' : 'failed';
    case 'approved':
    case 'completed':
    case 'rejected':
    case 'cancelled':
      return session.status;
    default:
      return unreachable(session);
  }
}

function standingOfProgress({ progress }: Session): Standing {
  switch (progress.next) {
    case 'stage':
    case 'iterate':
    case 'assess':
      return progress.next;
    case 'agent':
      return 'work';
    case 'checkpoint':
      return 'ask';
    case 'none':
      return 'waiting';
    default:
      return unreachable(progress);
  }
}
