import { createProject, editProject, listProjects, type Project, projectOf } from '../../lib/substrate/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';
import { projectAddress } from './addresses.ts';

const created = (project: Project) => ({ status: 201, body: project, location: projectAddress(project) }) as const;

export const handler = httpFunction('projects', {
  createProject: async ({ actor, body, remember }) =>
    created(await createProject(platform(), { actor, request: body, remember: remember(created) })),

  listProjects: async ({ actor, query, cursor, page }) => {
    const found = await listProjects(platform().table, actor.workspaceId, { limit: query.limit, cursor });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getProject: async ({ located }) => ({ status: 200, body: projectOf(located.project) }),

  editProject: async ({ actor, located, body, requireMatch }) => ({
    status: 200,
    body: await editProject(platform(), { actor, projectId: located.project.id, change: body, accept: requireMatch }),
  }),
});
