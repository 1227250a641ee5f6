import { CountersignError } from '../errors.ts';
import { ConditionFailed, type Table, type Write } from '../platform/index.ts';
import type { Session } from './schema.ts';
import { readSession, sessionHasMoved, sessionWrites } from './store.ts';

const maxRaces = 10;

interface Change {
  readonly next: Session;
  readonly writes: (after: Session) => Promise<readonly Write[]>;
}

/**
 * Changes a session in one commit with other writes, reading it again when somebody was faster. `change` throws where the command is
 * no longer legal. @throws CountersignError `unavailable` after 10 lost races
 */
export async function changeSession(
  ports: { readonly table: Table },
  session: Session,
  change: (current: Session) => Change,
): Promise<Session> {
  let current: Session | undefined = session;
  for (let attempt = 1; current && attempt <= maxRaces; attempt += 1) {
    const { next, writes } = change(current);
    try {
      await ports.table.commit([...sessionWrites(current, next), ...(await writes(next))]);
      return next;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.condition !== sessionHasMoved) throw error;
      current = await readSession(ports.table, session.workspaceId, session.id);
    }
  }
  throw new CountersignError('unavailable', 'The session changes too quickly at the moment.', { retryAfterSeconds: 1 });
}
