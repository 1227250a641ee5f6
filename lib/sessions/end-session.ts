import { timestamp } from '../identity/index.ts';
import { tell } from '../timeline/index.ts';
import { changeSession } from './change-session.ts';
import type { Session } from './schema.ts';
import { hasEnded, transition } from './session.ts';
import { type Standing, standingOf } from './standing.ts';
import { admitQueued, type StartPorts } from './start-session.ts';
import { readSession } from './store.ts';

export interface WorkOf {
  readonly workspaceId: string;
  readonly sessionId: string;
  readonly execution: number;
}

/** The workflow's last state: the session has ended, and now the execution has too. Safe to repeat. */
export async function closeSession(ports: StartPorts, work: WorkOf): Promise<Standing | 'gone'> {
  const session = await readSession(ports.table, work.workspaceId, work.sessionId);
  if (!session) return 'gone';
  if (!hasEnded(session) || session.settled || session.execution !== work.execution) return standingOf(session);
  const settled = await changeSession(ports, session, (current) => ({
    next: transition(current, { command: 'settle' }, ports.clock.now()),
    writes: async () => [],
  }));
  return standingOf(settled);
}

/**
 * Records why the work failed and at which step (S9); what was done so far stays, and `retry` goes on from there. While a person has
 * the word only the waiting has failed: the checkpoint stays open, and after the decision the sweeper starts the execution again.
 */
export async function recordFailure(
  ports: StartPorts,
  work: WorkOf,
  failure: { readonly code: string; readonly detail: string; readonly step: string },
): Promise<Standing | 'gone'> {
  const session = await readSession(ports.table, work.workspaceId, work.sessionId);
  if (!session) return 'gone';
  if (session.status !== 'in_progress' || session.execution !== work.execution) return standingOf(session);
  const failed = await failSession(ports, session, failure);
  await admitQueued(ports, work.workspaceId);
  return standingOf(failed);
}

const failSession = (
  ports: StartPorts,
  session: Session,
  failure: { readonly code: string; readonly detail: string; readonly step: string },
): Promise<Session> =>
  changeSession(ports, session, (current) => {
    if (current.status !== 'in_progress' || current.execution !== session.execution) {
      return { next: current, writes: async () => [] };
    }
    const now = ports.clock.now();
    return {
      next: transition(current, { command: 'fail', failure: { ...failure, at: timestamp(now) } }, now),
      writes: async (after) => [
        tell(ports, {
          workspaceId: after.workspaceId,
          projectId: after.projectId,
          sessionId: after.id,
          type: 'session.failed',
          actor: 'system',
          summary: `${failure.step}: ${failure.detail}`,
          data: { code: failure.code, step: failure.step },
        }),
      ],
    };
  });
