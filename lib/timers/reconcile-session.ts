import { allCheckpoints } from '../checkpoints/index.ts';
import { type DecidePorts, ringBell } from '../governance/index.ts';
import { timestamp } from '../identity/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import {
  changeSession,
  executionName,
  hasEnded,
  readSession,
  recordFailure,
  type Session,
  sessionHasMoved,
  sessionWrites,
  startExecution,
  transition,
  workOf,
} from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';

/** How long after one look at a session that has not moved the sweeper looks again. */
const lookAgainMs = 60_000;

/**
 * Looks at a session that has not moved for too long (S9, I10): a lost execution is started again from the records, a lost doorbell is
 * rung again, and what is merely slow is looked at later.
 */
export async function reconcileSession(
  ports: DecidePorts,
  workspaceId: string,
  sessionId: string,
): Promise<'restarted' | 'rung' | 'settled' | 'failed' | 'nothing'> {
  const session = await readSession(ports.table, workspaceId, sessionId);
  if (!session || session.lookAgainAt === undefined || session.lookAgainAt > timestamp(ports.clock.now()))
    return 'nothing';
  const execution = await ports.engine.describe('session', executionName(session));
  const runs = execution?.status === 'running';
  if (hasEnded(session) && !runs) return settle(ports, session);
  if (!runs) return restart(ports, session);
  const [latest] = await allCheckpoints(ports.table, workspaceId, sessionId);
  if (latest && latest.status !== 'open') {
    if (session.updatedAt <= latest.decidedAt) tellNotTakenUp(ports, session, latest);
    await ringBell(ports, session, latest.id);
  }
  await changeSession(ports, session, (current) => ({
    next: later(current, ports.clock.now()),
    writes: async () => [],
  }));
  return 'rung';
}

/** Nothing has moved since the decision: its bell was not heard. An alarm goes by how long. */
function tellNotTakenUp(
  { log, clock }: DecidePorts,
  session: Session,
  { id, decidedAt }: { readonly id: string; readonly decidedAt: string },
): void {
  log.error('decision.not_taken_up', {
    ...workOf(session),
    checkpointId: id,
    waitedSeconds: Math.round((clock.now() - Date.parse(decidedAt)) / 1000),
  });
}

const executionLost = {
  code: 'execution_lost',
  detail: 'The workflow was lost again and again.',
  step: 'Reconcile the session',
} as const;

const later = (session: Session, now: number): Session =>
  session.lookAgainAt === undefined
    ? session
    : { ...session, lookAgainAt: timestamp(now + lookAgainMs), version: session.version + 1 };

async function settle(ports: DecidePorts, session: Session): Promise<'settled'> {
  await changeSession(ports, session, (current) => ({
    next: transition(current, { command: 'settle' }, ports.clock.now()),
    writes: async () => [],
  }));
  return 'settled';
}

/** Losing one execution is an accident; after so many something is wrong that only a person can mend. */
const maxExecutions = 20;

async function restart(ports: DecidePorts, session: Session): Promise<'restarted' | 'failed' | 'nothing'> {
  if (session.status !== 'in_progress') return 'nothing';
  if (session.execution >= maxExecutions) {
    const work = { workspaceId: session.workspaceId, sessionId: session.id, execution: session.execution };
    await recordFailure(ports, work, executionLost);
    return 'failed';
  }
  const next = transition(session, { command: 'restart' }, ports.clock.now());
  const event = tell(ports, {
    workspaceId: next.workspaceId,
    projectId: next.projectId,
    sessionId: next.id,
    type: 'session.reconciled',
    actor: 'system',
    summary: 'The execution was lost and has been started again.',
    data: { execution: next.execution },
  });
  try {
    await ports.table.commit([...sessionWrites(session, next), event]);
  } catch (error) {
    if (error instanceof ConditionFailed && error.condition === sessionHasMoved) return 'nothing'; // it was not lost
    throw error;
  }
  await startExecution(ports, next);
  return 'restarted';
}
