import type { Clock, Page, Table } from '../platform/index.ts';
import type { Iteration, Session, SessionStatus } from './schema.ts';
import {
  readIteration,
  readSession,
  sessionKey,
  sessionOf,
  sessionPartition,
  sessionsByStatus,
  sessionsOfProject,
} from './store.ts';

interface PageOptions {
  readonly limit: number;
  readonly cursor: string | undefined;
}
const given = ({ limit, cursor }: PageOptions) => ({
  limit,
  reverse: true,
  ...(cursor === undefined ? {} : { cursor }),
});

/** Sessions of a project, newest first; read from an index, which on AWS may lag a moment behind. */
export async function listSessions(
  table: Table,
  project: { readonly workspaceId: string; readonly id: string },
  options: PageOptions & { readonly status: SessionStatus | undefined },
): Promise<{ readonly items: readonly Session[]; readonly cursor: string | undefined }> {
  const { workspaceId, id } = project;
  const place =
    options.status === undefined
      ? ({ index: 'byProject', pk: sessionsOfProject(workspaceId, id) } as const)
      : ({ index: 'byStatus', pk: sessionsByStatus(workspaceId, id, options.status) } as const);
  const page = await table.query({ table: 'work', ...place, ...given(options) });
  return { items: page.rows.map(sessionOf), cursor: page.cursor };
}

/** Rounds of feedback, newest first. */
export async function listIterations(
  table: Table,
  session: Session,
  options: PageOptions,
): Promise<{ readonly items: readonly Iteration[]; readonly cursor: string | undefined }> {
  const page: Page = await table.query({
    table: 'work',
    pk: sessionPartition(session.workspaceId, session.id),
    sk: { prefix: 'itr#' },
    ...given(options),
  });
  return { items: page.rows.map(readIteration), cursor: page.cursor };
}

/**
 * The session as soon as it is no longer what the caller has, at the latest after `waitSeconds` (S10, long poll). A caller that has
 * nothing yet is answered at once.
 */
export async function waitForChange(
  ports: { readonly table: Table; readonly clock: Clock },
  session: Session,
  waitSeconds: number,
  alreadyHas: (current: Session) => boolean,
): Promise<Session> {
  const { workspaceId, id } = session;
  const until = ports.clock.now() + waitSeconds * 1000;
  let current = session;
  while (alreadyHas(current)) {
    const remaining = until - ports.clock.now();
    if (remaining <= 0) break;
    // Watch before looking, so that what changes in between is not missed.
    const changed = ports.table.changed('work', sessionKey(workspaceId, id), remaining);
    const latest = await readSession(ports.table, workspaceId, id);
    if (latest) current = latest;
    if (!latest || !alreadyHas(current)) break;
    await changed;
    current = (await readSession(ports.table, workspaceId, id)) ?? current;
  }
  return current;
}
