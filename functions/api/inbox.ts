import { listInbox } from '../../lib/checkpoints/index.ts';
import { issueTicket } from '../../lib/live/index.ts';
import { listOutbox } from '../../lib/notifications/index.ts';
import { listTimeline } from '../../lib/timeline/index.ts';
import { reviewPath } from '../console/paths.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform, settings } from '../runtime.ts';

export const handler = httpFunction('inbox', {
  listInbox: async ({ actor, query, cursor, page }) => {
    const found = await listInbox(
      platform().table,
      actor,
      { limit: query.limit, cursor },
      (checkpoint) => `${settings().publicUrl}${reviewPath(checkpoint)}`,
    );
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listProjectTimeline: async ({ actor, located, query, cursor, page }) => {
    const found = await listTimeline(
      platform().table,
      { workspaceId: actor.workspaceId, projectId: located.project.id },
      { limit: query.limit, cursor },
    );
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  listWorkspaceTimeline: async ({ actor, query, cursor, page }) => {
    const found = await listTimeline(
      platform().table,
      { workspaceId: actor.workspaceId },
      { limit: query.limit, cursor },
    );
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  // Nothing of it is remembered for an Idempotency-Key: that would keep the ticket itself.
  createEventTicket: async ({ actor }) => ({
    status: 201,
    body: await issueTicket(platform(), actor, settings().liveUrl),
    location: settings().liveUrl,
  }),

  listOutbox: async ({ actor, query, cursor, page }) => {
    const found = await listOutbox(platform(), actor.workspaceId, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },
});
