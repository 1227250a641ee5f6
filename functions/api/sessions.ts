import { notFound } from '../../lib/errors.ts';
import { listTurns } from '../../lib/execution/index.ts';
import { cancelSession, listMutationsOf, listReviewsOf } from '../../lib/governance/index.ts';
import { memberIsStill } from '../../lib/identity/index.ts';
import {
  commitStart,
  createSession,
  listIterations,
  listSessions,
  retrySession,
  type Session,
  sessionState,
  sessionView,
  waitForChange,
} from '../../lib/sessions/index.ts';
import { readBundle } from '../../lib/staging/index.ts';
import { listTimeline } from '../../lib/timeline/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform, settings } from '../runtime.ts';
import { sessionAddress } from './addresses.ts';

const created = (session: Session) =>
  ({
    status: 201,
    body: sessionView(session),
    location: sessionAddress(session),
  }) as const;
const accepted = (session: Session) => ({ status: 202, body: sessionView(session) }) as const;

export const handler = httpFunction('sessions', {
  createSession: async ({ actor, located, body, remember }) => {
    const ports = { ...platform(), defaultModel: settings().modelId };
    return created(await createSession(ports, actor, located.project, body, remember(created)));
  },

  listSessions: async ({ located, query, cursor, page }) => {
    const found = await listSessions(platform().table, located.project, {
      status: query.status,
      limit: query.limit,
      cursor,
    });
    return { status: 200, body: await page(found.items.map(sessionView), found.cursor) };
  },

  getSession: async ({ located }) => ({ status: 200, body: sessionView(located.session) }),

  executeSession: async ({ actor, located, remember }) =>
    accepted(
      await commitStart(platform(), located.session, actor.principalId, async (session) => [
        memberIsStill(actor),
        ...(await remember(accepted)(session)),
      ]),
    ),

  cancelSession: async ({ actor, located, body, remember }) =>
    accepted(await cancelSession(platform(), actor, located.session, body.reason, remember(accepted))),

  retrySession: async ({ actor, located, body, remember }) =>
    accepted(await retrySession(platform(), actor, located.session, body.reason, remember(accepted))),

  getSessionStatus: async ({ located, query, alreadyHas }) => {
    const session = await waitForChange(platform(), located.session, query.waitSeconds, (current) =>
      alreadyHas(sessionState(current)),
    );
    return { status: 200, body: sessionState(session) };
  },

  getSessionBundle: async ({ located: { session } }) => {
    if (session.bundleId === undefined) throw notFound();
    const bundle = await readBundle(platform(), session.workspaceId, session.projectId, session.bundleId);
    if (!bundle) throw notFound();
    return { status: 200, body: bundle };
  },

  getBundle: async ({ actor, located, params }) => {
    const bundle = await readBundle(platform(), actor.workspaceId, located.project.id, params.bundleId);
    if (!bundle) throw notFound();
    return { status: 200, body: bundle };
  },

  listTurns: async ({ located: { session }, query, cursor, page }) => {
    const found = await listTurns(platform(), session, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listSessionTimeline: async ({ located: { session }, query, cursor, page }) => {
    const found = await listTimeline(
      platform().table,
      { workspaceId: session.workspaceId, sessionId: session.id },
      { limit: query.limit, cursor },
    );
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listMutations: async ({ located: { session }, query, cursor, page }) => {
    const found = await listMutationsOf(platform(), session, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listIterations: async ({ located: { session }, query, cursor, page }) => {
    const found = await listIterations(platform().table, session, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listReviews: async ({ located: { session }, query, cursor, page }) => {
    const found = await listReviewsOf(platform(), session, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },
});
