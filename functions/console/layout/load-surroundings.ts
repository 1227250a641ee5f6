import { listInbox } from '../../../lib/checkpoints/index.ts';
import { type Actor, isAllowed, listMemberships, type Membership, type Role } from '../../../lib/identity/index.ts';
import type { Table } from '../../../lib/platform/index.ts';
import type { PageSession } from '../../middleware/session-cookie.ts';
import { reviewPath } from '../paths.ts';

/** What the frame around every page shows. */
export interface Surroundings {
  readonly visitor: PageSession;
  readonly memberships: readonly Membership[];
  readonly workspace: { readonly workspaceId: string; readonly name: string; readonly role: Role } | undefined;
  readonly inboxCount: number;
  readonly seesOutbox: boolean;
}

const shownMemberships = 50;
/** More than this is shown as “100”, which says enough. */
const maxCounted = 100;

/** @param actor undefined on pages outside of a workspace */
export async function loadSurroundings(
  table: Table,
  visitor: PageSession,
  actor: Actor | undefined,
): Promise<Surroundings> {
  const [{ items: memberships }, inboxCount] = await Promise.all([
    listMemberships(table, visitor.principalId, { limit: shownMemberships }),
    actor === undefined ? 0 : countInbox(table, actor),
  ]);
  const here = memberships.find((membership) => membership.workspaceId === actor?.workspaceId);
  return {
    visitor,
    memberships,
    workspace: actor && {
      workspaceId: actor.workspaceId,
      name: here?.workspaceName ?? 'Workspace',
      role: actor.role,
    },
    inboxCount,
    seesOutbox: actor !== undefined && isAllowed('outbox.read', actor.role, actor.kind),
  };
}

/** How many decisions wait on this member, counted to 100. */
export async function countInbox(table: Table, actor: Actor): Promise<number> {
  if (!isAllowed('inbox.read', actor.role, actor.kind)) return 0;
  const { items } = await listInbox(table, actor, { limit: maxCounted, cursor: undefined }, reviewPath);
  return items.length;
}
