import { inboxPartition, type OpenCheckpoint, readCheckpoint } from '../../../lib/checkpoints/index.ts';
import type { Clock, Table } from '../../../lib/platform/index.ts';
import { listSessions, readSession, type Session } from '../../../lib/sessions/index.ts';
import { relativeTime } from '../words/times.tsx';

/** Work that will not go on by itself, or not soon. */
export interface StuckWork {
  readonly session: Session;
  /** Why, as one would say it. */
  readonly why: string;
}

/** So many of each kind are looked at; more than these says enough. */
const looked = 40;
/** Waiting reviews of the workspace, the one that is due first at the front. */
const reviewsLooked = 200;
/** Failures of the last week; older ones have been left alone on purpose. */
const failedMs = 7 * 24 * 3_600_000;
/** An agent's turn takes minutes at most. */
const silentMs = 15 * 60_000;
/** Waiting longer than this, reviewers have overlooked it. */
const patientMs = 24 * 3_600_000;

interface ReadingPorts {
  readonly table: Table;
  readonly clock: Clock;
}
interface Place {
  readonly workspaceId: string;
  readonly id: string;
}

/** What has failed, what has not moved, and what waits for people for more than a day or past its time; the longest first. */
export async function findStuckWork(ports: ReadingPorts, project: Place): Promise<readonly StuckWork[]> {
  const found = await Promise.all([failed(ports, project), silent(ports, project), overlooked(ports, project)]);
  return found.flat().toSorted((one, other) => one.session.updatedAt.localeCompare(other.session.updatedAt));
}

async function failed({ table, clock }: ReadingPorts, project: Place): Promise<readonly StuckWork[]> {
  const now = clock.now();
  const { items } = await listSessions(table, project, { limit: looked, cursor: undefined, status: 'failed' });
  return items.flatMap((session) =>
    session.status === 'failed' && now - Date.parse(session.failure.at) < failedMs
      ? [{ session, why: `Failed ${relativeTime(session.failure.at, now)}. Open it to see why, and to try again.` }]
      : [],
  );
}

async function silent({ table, clock }: ReadingPorts, project: Place): Promise<readonly StuckWork[]> {
  const now = clock.now();
  const { items } = await listSessions(table, project, { limit: looked, cursor: undefined, status: 'in_progress' });
  return items
    .filter(({ updatedAt }) => now - Date.parse(updatedAt) >= silentMs)
    .map((session) => ({ session, why: `The agent last moved ${relativeTime(session.updatedAt, now)}.` }));
}

async function overlooked({ table, clock }: ReadingPorts, project: Place): Promise<readonly StuckWork[]> {
  const now = clock.now();
  const { rows } = await table.query({
    table: 'work',
    index: 'byStatus',
    pk: inboxPartition(project.workspaceId),
    limit: reviewsLooked,
  });
  const waiting = rows.flatMap((row) => {
    const checkpoint = readCheckpoint(row);
    const why = checkpoint.status === 'open' ? whyOverlooked(checkpoint, now) : undefined;
    return why === undefined || checkpoint.projectId !== project.id ? [] : [{ checkpoint, why }];
  });
  const stuck = await Promise.all(
    waiting.slice(0, looked).map(async ({ checkpoint, why }) => {
      const session = await readSession(table, project.workspaceId, checkpoint.sessionId);
      return session && { session, why };
    }),
  );
  return stuck.filter((one) => one !== undefined);
}

function whyOverlooked({ openedAt, dueAt }: OpenCheckpoint, now: number): string | undefined {
  const asked = `A reviewer was asked ${relativeTime(openedAt, now)}`;
  if (dueAt !== undefined && Date.parse(dueAt) <= now) return `${asked}; it was due ${relativeTime(dueAt, now)}.`;
  return now - Date.parse(openedAt) < patientMs ? undefined : `${asked}, and nobody has decided yet.`;
}
