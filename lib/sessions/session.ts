import { stateConflict, unreachable } from '../errors.ts';
import { timestamp } from '../identity/index.ts';
import type { Failure, Progress, Session } from './schema.ts';

/** While the agent works something moves at least this often, or the sweeper looks (S9, I10). A turn renews it. */
export const stallMs = 120_000;
/** After a decision or an end the workflow answers the doorbell within this, or the sweeper rings again. */
export const doorbellMs = 20_000;

/** Which execution works for the session: what its workflow is started with, and what log lines name. */
export const workOf = ({ workspaceId, id, execution }: Session) => ({ workspaceId, sessionId: id, execution });

/** Everything that can happen to a session, as data. */
export type SessionCommand =
  | { readonly command: 'queue' }
  | { readonly command: 'start' }
  /** the agent or the platform asks a person */
  | { readonly command: 'ask'; readonly checkpointId: `chk_${string}` }
  /** a person has answered and the agent goes on */
  | {
      readonly command: 'resume';
      readonly progress: Progress;
      readonly planApproved?: boolean;
      readonly newIteration?: boolean;
    }
  /** the work has come further */
  | { readonly command: 'continue'; readonly progress: Progress }
  | { readonly command: 'approve' | 'reject' | 'complete' | 'cancel' }
  | { readonly command: 'fail'; readonly failure: Failure }
  | { readonly command: 'retry' }
  /** the execution was lost: a new one goes on from the records */
  | { readonly command: 'restart' }
  /** the workflow has ended too */
  | { readonly command: 'settle' };

const endedStatuses: ReadonlySet<Session['status']> = new Set([
  'approved',
  'rejected',
  'completed',
  'failed',
  'cancelled',
]);
export const hasEnded = (session: Session): boolean => endedStatuses.has(session.status);
/** Whether the session holds one of the workspace's slots: only agent work does. */
export const holdsSlot = (session: Session): boolean => session.status === 'in_progress';

/**
 * The one table of a session's life (S1): what a command makes of it at `now` (epoch ms).
 * @throws CountersignError `state_conflict` with `currentStatus` where the command is not legal.
 */
export function transition(session: Session, command: SessionCommand, now: number): Session {
  const at = timestamp(now);
  const common = { ...withoutStatusFields(session), version: session.version + 1, updatedAt: at };
  const working = {
    ...common,
    status: 'in_progress',
    startedAt: startOf(session) ?? at,
    lookAgainAt: timestamp(now + stallMs),
    settled: false,
  } as const;
  const illegal = () =>
    stateConflict(`A session that is ${session.status} can not ${command.command}.`, session.status);
  const allow = (...statuses: Session['status'][]): void => {
    if (!statuses.includes(session.status)) throw illegal();
  };
  switch (command.command) {
    case 'queue':
      allow('initialized');
      if (session.status === 'initialized' && session.queuedAt) throw illegal();
      return { ...common, status: 'initialized', queuedAt: at };
    case 'start':
      allow('initialized');
      return { ...working, execution: session.execution + 1 };
    case 'ask':
      allow('in_progress');
      return {
        ...common,
        status: 'pending_review',
        startedAt: startOf(session) ?? at,
        openCheckpointId: command.checkpointId,
        checkpointsCount: session.checkpointsCount + 1,
      };
    case 'resume':
      allow('pending_review');
      return {
        ...working,
        progress: command.progress,
        planApproved: session.planApproved || command.planApproved === true,
        iterationsCount: session.iterationsCount + (command.newIteration ? 1 : 0),
        lookAgainAt: timestamp(now + doorbellMs),
      };
    case 'continue':
      allow('in_progress');
      return { ...working, progress: command.progress };
    case 'approve':
    case 'reject':
      allow('pending_review');
      return { ...ending(common, session, now), status: command.command === 'approve' ? 'approved' : 'rejected' };
    case 'complete':
      allow('in_progress');
      return { ...ending(common, session, now), status: 'completed' };
    case 'cancel':
      allow('initialized', 'in_progress', 'pending_review');
      return { ...ending(common, session, now), status: 'cancelled' };
    case 'fail':
      allow('in_progress', 'pending_review');
      return {
        ...ending(common, session, now),
        progress: session.progress,
        status: 'failed',
        failure: command.failure,
      };
    case 'retry':
      allow('failed');
      return { ...working, execution: session.execution + 1 };
    case 'restart':
      allow('in_progress');
      return { ...working, execution: session.execution + 1 };
    case 'settle':
      if (!endedStatuses.has(session.status)) throw illegal();
      return withoutLookAgain({ ...session, settled: true, version: session.version + 1 });
    default:
      return unreachable(command);
  }
}

const startOf = (session: Session): string | undefined => ('startedAt' in session ? session.startedAt : undefined);

function withoutStatusFields(session: Session) {
  const { status: _status, lookAgainAt: _lookAgainAt, ...rest } = session;
  const {
    startedAt: _s,
    completedAt: _c,
    openCheckpointId: _o,
    queuedAt: _q,
    failure: _f,
    ...common
  } = {
    startedAt: undefined,
    completedAt: undefined,
    openCheckpointId: undefined,
    queuedAt: undefined,
    failure: undefined,
    ...rest,
  };
  return common;
}

function withoutLookAgain(session: Session): Session {
  const { lookAgainAt: _, ...rest } = session;
  return rest;
}

function ending(common: ReturnType<typeof withoutStatusFields>, session: Session, now: number) {
  const startedAt = startOf(session);
  return {
    ...common,
    ...(startedAt === undefined ? {} : { startedAt }),
    completedAt: timestamp(now),
    progress: { next: 'none' } satisfies Progress,
    settled: session.execution === 0,
    ...(session.execution === 0 ? {} : { lookAgainAt: timestamp(now + doorbellMs) }),
  };
}
