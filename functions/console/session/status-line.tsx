import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import { unreachable } from '../../../lib/errors.ts';
import type { Session } from '../../../lib/sessions/index.ts';
import { Plain } from '../text/plain.tsx';
import { listed } from '../words/numbers.ts';
import { exactTime, Time } from '../words/times.tsx';

interface StatusLineProps {
  readonly session: Session;
  readonly checkpoint: Checkpoint | undefined;
  /** Names of those who may decide on it. */
  readonly deciders: readonly string[];
  readonly now: number;
}

/** Where a session stands, as one would say it. */
export function StatusLine({ session, checkpoint, deciders, now }: StatusLineProps) {
  switch (session.status) {
    case 'initialized':
      return session.queuedAt === undefined ? (
        <span>Prepared, but not started.</span>
      ) : (
        <span class="working">
          Waiting for a free slot since <Time at={session.queuedAt} now={now} />.
        </span>
      );
    case 'in_progress':
      return (
        <span class="working">
          The agent works; it last moved <Time at={session.updatedAt} now={now} />.
        </span>
      );
    case 'pending_review':
      return (
        <span>
          {deciders.length === 0 ? 'Nobody may decide on it' : <Plain text={listed(shortened(deciders), 'or')} />}
          {deciders.length === 0 ? '; asked ' : ' can decide; asked '}
          <Time at={checkpoint?.openedAt ?? session.updatedAt} now={now} />
          {checkpoint?.dueAt !== undefined && (
            <>
              , due <Time at={checkpoint.dueAt} now={now} /> ({exactTime(checkpoint.dueAt)})
            </>
          )}
          .
        </span>
      );
    case 'failed':
      return (
        <span>
          Failed <Time at={session.failure.at} now={now} /> in the step “{session.failure.step}”:{' '}
          <Plain text={session.failure.detail} />
        </span>
      );
    case 'approved':
    case 'rejected':
    case 'completed':
    case 'cancelled':
      return (
        <span>
          {endWords[session.status]} <Time at={session.completedAt} now={now} />.
        </span>
      );
    default:
      return unreachable(session);
  }
}

const endWords = {
  approved: 'Approved, and in the knowledge base since',
  rejected: 'Rejected, nothing was applied;',
  completed: 'Ended without anything to decide',
  cancelled: 'Cancelled',
} as const;

const namesShown = 4;
const shortened = (names: readonly string[]): readonly string[] =>
  names.length <= namesShown ? names : [...names.slice(0, namesShown), `${names.length - namesShown} more`];
