import { notFound } from '../../lib/errors.ts';
import { listMembers, readPolicy, type Workspace } from '../../lib/identity/index.ts';
import {
  createWorkspace,
  describeMe,
  listWorkspaces,
  putMember,
  putPolicy,
  readWorkspace,
  removeMember,
} from '../../lib/workspaces/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';
import { workspaceAddress } from './addresses.ts';

const created = (workspace: Workspace) =>
  ({ status: 201, body: workspace, location: workspaceAddress(workspace.id) }) as const;

export const handler = httpFunction('workspaces', {
  getMe: async ({ principal }) => ({ status: 200, body: await describeMe(platform().table, principal) }),

  createWorkspace: async ({ principal, body, remember }) =>
    created(await createWorkspace(platform(), { principal, name: body.name, remember: remember(created) })),

  listWorkspaces: async ({ principal, query, cursor, page }) => {
    const found = await listWorkspaces(platform().table, principal.principalId, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getWorkspace: async ({ actor }) => {
    const workspace = await readWorkspace(platform().table, actor.workspaceId);
    if (workspace === undefined) throw notFound();
    return { status: 200, body: workspace };
  },

  listMembers: async ({ actor, query, cursor, page }) => {
    const found = await listMembers(platform().table, actor.workspaceId, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  putMember: async ({ actor, params, body, requireMatch }) => ({
    status: 200,
    body: await putMember(platform(), {
      actor,
      principalId: params.principalId,
      change: body,
      accept: requireMatch,
    }),
  }),

  deleteMember: async ({ actor, params }) => {
    await removeMember(platform(), { actor, principalId: params.principalId });
    return { status: 204 };
  },

  getPolicy: async ({ actor }) => {
    const { policy } = await readPolicy(platform().table, actor.workspaceId);
    return { status: 200, body: policy };
  },

  putPolicy: async ({ actor, body, requireMatch }) => ({
    status: 200,
    body: await putPolicy(platform(), { actor, policy: body, accept: requireMatch }),
  }),
});
