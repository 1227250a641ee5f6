import { type AgentProfile, listAgentRows, readAgent } from '../../../lib/agents/index.ts';
import { isAllowed } from '../../../lib/identity/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { Empty } from '../layout/parts.tsx';
import { AgentCard } from '../session/agent-card.tsx';
import { projectPage } from './project-frame.tsx';

const mostAgents = 100;

export const loadAgents = async (workspaceId: string, projectId: string): Promise<readonly AgentProfile[]> =>
  (await listAgentRows(platform().table, workspaceId, projectId, mostAgents)).rows.map(readAgent);

/** `GET …/agents`: who works here, and how. */
export async function agents({ located, visitor, actor }: PageRequest<'agents'>): Promise<HttpResult> {
  const project = projectOf(located.project);
  const found = await loadAgents(project.workspaceId, project.id);
  const mayStart = isAllowed('session.start', actor.role, actor.kind);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const children =
    found.length === 0 ? (
      <Empty>
        <p>No agent is set up here. An admin can add one over the API.</p>
      </Empty>
    ) : (
      <ul class="cards">
        {found.map((agent) => (
          <li key={agent.id} class="card">
            <AgentCard agent={agent} place={place} mayStart={mayStart && agent.isActive} />
          </li>
        ))}
      </ul>
    );
  return projectPage({ project, tab: 'agents', visitor, actor, children });
}
