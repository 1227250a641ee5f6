import { listInbox } from '../../../lib/checkpoints/index.ts';
import { type Actor, actorOf, findMember, listMemberships, RiskLevel } from '../../../lib/identity/index.ts';
import { issueTicket } from '../../../lib/live/index.ts';
import { listSessions, type Session } from '../../../lib/sessions/index.ts';
import { listProjects, type Project } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import { principalOf } from '../../middleware/page.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import type { PageSession } from '../../middleware/session-cookie.ts';
import { platform, settings } from '../../runtime.ts';
import { asJson, seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { countInbox, loadSurroundings } from '../layout/load-surroundings.ts';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { outboxPath, reviewPath } from '../paths.ts';
import { InboxView } from './inbox-view.tsx';
import { newWorkspacePage } from './new-workspace.tsx';

const itemsPerPage = 50;
const projectsLooked = 20;
const sessionsShown = 5;

/** `GET /`: the inbox of the workspace that one joined last. */
export async function home({ event, query, visitor }: PageRequest<'home'>): Promise<HttpResult> {
  const actor = await firstWorkspace(visitor);
  if (actor === undefined) return newWorkspacePage(visitor);
  return showInbox({ event, query, visitor }, actor);
}

export const inbox = (request: PageRequest<'inbox'>): Promise<HttpResult> => showInbox(request, request.actor);

export const inboxCount = async ({ actor }: PageRequest<'inboxCount'>): Promise<HttpResult> =>
  asJson({ count: await countInbox(platform().table, actor) });

/** For the page's own script: a WebSocket that says when to ask again. */
export const eventTicket = async ({ actor }: PageRequest<'eventTicket'>): Promise<HttpResult> =>
  asJson(await issueTicket(platform(), actor, settings().liveUrl));

/** `GET /outbox`: that of the first workspace. */
export async function anyOutbox({ visitor }: PageRequest<'anyOutbox'>): Promise<HttpResult> {
  const actor = await firstWorkspace(visitor);
  return seeOther(actor === undefined ? '/' : outboxPath(actor));
}

async function firstWorkspace(visitor: PageSession): Promise<Actor | undefined> {
  const { table } = platform();
  const { items } = await listMemberships(table, visitor.principalId, { limit: 1 });
  const member = items[0] && (await findMember(table, items[0].workspaceId, visitor.principalId));
  return member && { ...actorOf(member, principalOf(visitor)), via: 'page' };
}

type Listing = Pick<PageRequest<'home'>, 'event' | 'query' | 'visitor'>;

async function showInbox(listing: Listing, actor: Actor): Promise<HttpResult> {
  const ports = platform();
  const { table } = ports;
  const cursor = await cursorOf(listing);
  const [surroundings, found, { items: projects }] = await Promise.all([
    loadSurroundings(table, listing.visitor, actor),
    listInbox(table, actor, { limit: itemsPerPage, cursor }, reviewPath),
    listProjects(table, actor.workspaceId, { limit: projectsLooked }),
  ]);
  const risk = RiskLevel.safeParse(listing.query.get('risk')).data;
  const items = found.items.filter((item) => risk === undefined || item.riskLevel === risk);
  const running = items.length === 0 ? await runningSessions(projects) : [];
  const view = (
    <InboxView
      actor={actor}
      items={items}
      isEmpty={found.items.length === 0}
      risk={risk}
      running={running}
      projects={projects}
      nextPage={await nextPagePath(listing, found.cursor)}
      now={ports.clock.now()}
    />
  );
  return shown(framed({ title: 'Inbox', section: 'inbox', surroundings, children: view }));
}

/** What will come to somebody's inbox before long. */
async function runningSessions(projects: readonly Project[]): Promise<readonly Session[]> {
  const { table } = platform();
  const pages = await Promise.all(
    projects.flatMap((project) =>
      (['in_progress', 'pending_review'] as const).map((status) =>
        listSessions(table, project, { limit: sessionsShown, cursor: undefined, status }),
      ),
    ),
  );
  return pages.flatMap(({ items }) => items).slice(0, sessionsShown);
}
