import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill } from '../identity/index.ts';
import { tell } from '../timeline/index.ts';
import { changeSession } from './change-session.ts';
import type { Session } from './schema.ts';
import { transition, workOf } from './session.ts';
import { type StartPorts, startExecution } from './start-session.ts';
import { executionName } from './store.ts';

/** Goes on with a failed session where its records stand (S9); a resume is never queued. @throws CountersignError `state_conflict` */
export async function retrySession(
  ports: StartPorts,
  actor: Actor,
  session: Session,
  reason: string | undefined,
  remember: Remember<Session>,
): Promise<Session> {
  const next = await changeSession(ports, session, (current) => ({
    next: transition(current, { command: 'retry' }, ports.clock.now()),
    writes: async (after) => [
      memberIsStill(actor),
      tell(ports, {
        workspaceId: after.workspaceId,
        projectId: after.projectId,
        sessionId: after.id,
        type: 'session.retried',
        actor: actor.principalId,
        summary: `The work goes on${reason ? `: ${reason}` : '.'}`,
      }),
      ...(await remember(after)),
    ],
  }));
  await stopFormer(ports, next);
  await startExecution(ports, next);
  return next;
}

/** The failed execution has ended by itself, unless its doorbell was lost: then it would wait for weeks on nobody. */
async function stopFormer(ports: StartPorts, session: Session): Promise<void> {
  const former = executionName({ id: session.id, execution: session.execution - 1 });
  try {
    await ports.engine.stop('session', former, 'The session goes on in a new execution.');
  } catch (error) {
    ports.log.error('execution.not_stopped', {
      ...workOf(session),
      cause: String(error),
    });
  }
}
