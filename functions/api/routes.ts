import { agentsRoutes } from './routes/agents.ts';
import { artifactsRoutes } from './routes/artifacts.ts';
import { auditRoutes } from './routes/audit.ts';
import { checkpointsRoutes } from './routes/checkpoints.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { knowledgeRoutes } from './routes/knowledge.ts';
import { projectsRoutes } from './routes/projects.ts';
import { serviceRoutes } from './routes/service.ts';
import { sessionsRoutes } from './routes/sessions.ts';
import { workspacesRoutes } from './routes/workspaces.ts';

/** Every route of the API: read by the CDK stack, the embedded host, the router and the OpenAPI document. */
export const routes = {
  ...serviceRoutes,
  ...workspacesRoutes,
  ...projectsRoutes,
  ...knowledgeRoutes,
  ...auditRoutes,
  ...inboxRoutes,
  ...agentsRoutes,
  ...sessionsRoutes,
  ...artifactsRoutes,
  ...checkpointsRoutes,
} as const;
export type Routes = typeof routes;
export type RouteName = keyof Routes;
