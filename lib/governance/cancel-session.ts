import { checkpointHasMoved, checkpointWrite, findCheckpoint } from '../checkpoints/index.ts';
import { CountersignError, stateConflict } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import { ConditionFailed, type Write } from '../platform/index.ts';
import {
  admitQueued,
  executionName,
  leaveQueueWrites,
  readSession,
  type Session,
  sessionHasMoved,
  sessionWrites,
  transition,
  workOf,
} from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';
import type { DecidePorts } from './decide.ts';

const maxRaces = 10;

/** Stops the work at any moment until the session has ended, and withdraws what waits for a decision. @throws CountersignError `state_conflict` */
export async function cancelSession(
  ports: DecidePorts,
  actor: Actor,
  session: Session,
  reason: string | undefined,
  remember: Remember<Session>,
): Promise<Session> {
  let current: Session | undefined = session;
  for (let attempt = 1; current && attempt <= maxRaces; attempt += 1) {
    const next = transition(current, { command: 'cancel' }, ports.clock.now());
    try {
      await ports.table.commit([
        ...sessionWrites(current, next),
        ...leaveQueueWrites(current),
        ...(await withdrawWrites(ports, current, actor)),
        memberIsStill(actor),
        tell(ports, {
          workspaceId: next.workspaceId,
          projectId: next.projectId,
          sessionId: next.id,
          type: 'session.cancelled',
          actor: actor.principalId,
          summary: `${actor.displayName} cancelled the work${reason ? `: ${reason}` : '.'}`,
        }),
        ...(await remember(next)),
      ]);
      await afterCancel(ports, next);
      return next;
    } catch (error) {
      if (
        !(error instanceof ConditionFailed) ||
        (error.condition !== sessionHasMoved && error.condition !== checkpointHasMoved)
      )
        throw error;
      current = await readSession(ports.table, session.workspaceId, session.id);
    }
  }
  throw new CountersignError('unavailable', 'The session changes too quickly at the moment.', { retryAfterSeconds: 1 });
}

async function withdrawWrites(ports: DecidePorts, session: Session, actor: Actor): Promise<readonly Write[]> {
  if (session.status !== 'pending_review') return [];
  const checkpoint = await findCheckpoint(ports.table, session.workspaceId, session.id, session.openCheckpointId);
  if (checkpoint?.status !== 'open') return [];
  if (checkpoint.deciding) throw stateConflict('The work is being decided at this moment.', 'deciding');
  const withdrawn = { ...checkpoint, status: 'withdrawn', decidedAt: timestamp(ports.clock.now()) } as const;
  return [
    checkpointWrite(checkpoint, withdrawn),
    tell(ports, {
      workspaceId: session.workspaceId,
      projectId: session.projectId,
      sessionId: session.id,
      type: 'checkpoint.withdrawn',
      actor: actor.principalId,
      summary: `Withdrawn: ${checkpoint.title}`,
      data: { checkpointId: checkpoint.id },
    }),
  ];
}

/** The execution is stopped and the slot given on; what is lost here the sweeper does (S9). */
async function afterCancel(ports: DecidePorts, session: Session): Promise<void> {
  try {
    if (session.execution > 0) await ports.engine.stop('session', executionName(session), 'The session was cancelled.');
    await admitQueued(ports, session.workspaceId);
  } catch (error) {
    ports.log.error('cancel.unfinished', {
      ...workOf(session),
      cause: String(error),
    });
  }
}
