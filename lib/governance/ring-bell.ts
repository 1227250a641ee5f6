import { readTokens } from '../checkpoints/index.ts';
import type { Log, Table, WorkflowEngine } from '../platform/index.ts';
import { type Session, standingOf, workOf } from '../sessions/index.ts';

/**
 * Wakes the workflow that waits on a checkpoint. The decision is in the table already: a bell that is lost is rung again by the
 * sweeper (the session's `lookAgainAt`), and a bell rung twice is harmless.
 */
export async function ringBell(
  ports: { readonly table: Table; readonly engine: WorkflowEngine; readonly log: Log },
  session: Session,
  checkpointId: string,
): Promise<void> {
  try {
    for (const token of await readTokens(ports.table, session.workspaceId, session.id, checkpointId)) {
      await ports.engine.wake(token, { outcome: standingOf(session) });
    }
  } catch (error) {
    ports.log.error('doorbell.lost', {
      ...workOf(session),
      checkpointId,
      cause: String(error),
    });
  }
}
