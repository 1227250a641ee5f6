import { listSessions, type Session, SessionStatus } from '../../../lib/sessions/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { NavLink } from '../layout/frame.tsx';
import { Empty, MoreLink } from '../layout/parts.tsx';
import { loadNames, type NameOf } from '../load-names.ts';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { projectPath } from '../paths.ts';
import { SessionRow } from '../session/session-row.tsx';
import { Plain } from '../text/plain.tsx';
import { counted, moneyOf } from '../words/numbers.ts';
import { sessionWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { projectPage } from './project-frame.tsx';
import { findStuckWork, type StuckWork } from './stuck-work.ts';

const sessionsPerPage = 40;

/** `GET …/work`: the project's sessions, newest first. */
export async function work(request: PageRequest<'work'>): Promise<HttpResult> {
  const { located, visitor, actor, query } = request;
  const { table, clock } = platform();
  const project = projectOf(located.project);
  const status = SessionStatus.safeParse(query.get('status')).data;
  const cursor = await cursorOf(request);
  const showsStuck = query.get('status') === 'stuck';
  const [found, nameOf, stuck] = await Promise.all([
    listSessions(table, project, { limit: sessionsPerPage, cursor, status }),
    loadNames(table, project.workspaceId, project.id),
    findStuckWork({ table, clock }, project),
  ]);
  const here = projectPath({ workspaceId: project.workspaceId, projectId: project.id }, 'work');
  const nextPage = await nextPagePath(request, found.cursor);
  const children = (
    <>
      <nav class="filters" aria-label="By state">
        <NavLink href={here} isCurrent={status === undefined && !showsStuck}>
          All
        </NavLink>
        <NavLink href={`${here}?status=stuck`} isCurrent={showsStuck}>
          Stuck <span class="count">{stuck.length === 0 ? '' : stuck.length}</span>
        </NavLink>
        {filters.map((each) => (
          <NavLink key={each} href={`${here}?status=${each}`} isCurrent={status === each}>
            {sessionWords[each]}
          </NavLink>
        ))}
      </nav>
      {showsStuck ? (
        <Stuck stuck={stuck} />
      ) : (
        <>
          <Sessions items={found.items} isFiltered={status !== undefined} nameOf={nameOf} now={clock.now()} />
          <MoreLink href={nextPage}>Older work</MoreLink>
        </>
      )}
    </>
  );
  return projectPage({ project, tab: 'work', visitor, actor, children });
}

const filters: readonly SessionStatus[] = ['pending_review', 'in_progress', 'approved', 'rejected', 'failed'];

interface SessionsProps {
  readonly items: readonly Session[];
  readonly isFiltered: boolean;
  readonly nameOf: NameOf;
  readonly now: number;
}
function Sessions({ items, isFiltered, nameOf, now }: SessionsProps) {
  if (items.length === 0)
    return (
      <Empty>
        <p>{isFiltered ? 'No work is in that state.' : 'No agent has worked here yet.'}</p>
      </Empty>
    );
  return (
    <ul class="list">
      {items.map((session) => (
        <SessionRow key={session.id} session={session}>
          <ul class="facts">
            <li>
              <Plain text={nameOf(session.agentProfileId)} />
            </li>
            <li>{counted(session.artifactsCount, 'artifact')}</li>
            <li>{counted(session.mutationsCount, 'change')} applied</li>
            <li>{moneyOf(session.usage.costUsd)}</li>
            <li>
              Last moved <Time at={session.updatedAt} now={now} />
            </li>
          </ul>
        </SessionRow>
      ))}
    </ul>
  );
}

function Stuck({ stuck }: { readonly stuck: readonly StuckWork[] }) {
  if (stuck.length === 0)
    return (
      <Empty>
        <h2>Nothing is stuck</h2>
        <p class="quiet">
          Here would be what has failed, what an agent has not moved for a quarter of an hour, and what people have left
          waiting for more than a day.
        </p>
      </Empty>
    );
  return (
    <ul class="list">
      {stuck.map(({ session, why }) => (
        <SessionRow key={session.id} session={session}>
          <p class="row-text">{why}</p>
        </SessionRow>
      ))}
    </ul>
  );
}
