import { type AgentProfile, createAgent, editAgent, listAgents } from '../../lib/agents/index.ts';
import { httpFunction } from '../middleware/http.ts';
import { platform } from '../runtime.ts';
import { projectAddress } from './addresses.ts';

export const handler = httpFunction('agents', {
  createAgent: async ({ actor, located, body, remember }) => {
    const created = (agent: AgentProfile) =>
      ({ status: 201, body: agent, location: `${projectAddress(located.project)}/agents/${agent.id}` }) as const;
    return created(
      await createAgent(platform(), {
        actor,
        projectId: located.project.id,
        request: body,
        remember: remember(created),
      }),
    );
  },

  listAgents: async ({ located, query, cursor, page }) => {
    const found = await listAgents(platform().table, located.project, {
      limit: query.limit,
      cursor,
    });
    return { status: 200, body: await page(found.items, found.cursor) };
  },

  getAgent: async ({ located }) => ({ status: 200, body: located.agent }),

  editAgent: async ({ actor, located, body, requireMatch }) => ({
    status: 200,
    body: await editAgent(platform(), {
      actor,
      projectId: located.project.id,
      agentId: located.agent.id,
      change: body,
      accept: requireMatch,
    }),
  }),
});
