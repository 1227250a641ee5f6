import { listSessions, type Session, SessionStatus } from '../../../lib/sessions/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { NavLink } from '../layout/frame.tsx';
import { Empty, MoreLink } from '../layout/parts.tsx';
import { loadNames, type NameOf } from '../load-names.ts';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { projectPath, sessionPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { counted, moneyOf } from '../words/numbers.ts';
import { sessionWords } from '../words/states.ts';
import { Time } from '../words/times.tsx';
import { projectPage } from './project-frame.tsx';

const sessionsPerPage = 40;

/** `GET …/work`: the project's sessions, newest first. */
export async function work(request: PageRequest<'work'>): Promise<HttpResult> {
  const { located, visitor, actor, query } = request;
  const { table, clock } = platform();
  const project = projectOf(located.project);
  const status = SessionStatus.safeParse(query.get('status')).data;
  const cursor = await cursorOf(request);
  const [found, nameOf] = await Promise.all([
    listSessions(table, project, { limit: sessionsPerPage, cursor, status }),
    loadNames(table, project.workspaceId, project.id),
  ]);
  const here = projectPath({ workspaceId: project.workspaceId, projectId: project.id }, 'work');
  const nextPage = await nextPagePath(request, found.cursor);
  const children = (
    <>
      <nav class="filters" aria-label="By state">
        <NavLink href={here} isCurrent={status === undefined}>
          All
        </NavLink>
        {filters.map((each) => (
          <NavLink key={each} href={`${here}?status=${each}`} isCurrent={status === each}>
            {sessionWords[each]}
          </NavLink>
        ))}
      </nav>
      <Sessions items={found.items} isFiltered={status !== undefined} nameOf={nameOf} now={clock.now()} />
      <MoreLink href={nextPage}>Older work</MoreLink>
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
        <li key={session.id}>
          <div class="row-head">
            <a class="row-link" href={sessionPath({ ...session, sessionId: session.id })}>
              <Plain text={session.taskIntent} />
            </a>
            <Badge tone={toneOf(session.status)}>{sessionWords[session.status]}</Badge>
          </div>
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
        </li>
      ))}
    </ul>
  );
}
