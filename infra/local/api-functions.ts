import { handler as agents } from '../../functions/api/agents.ts';
import { handler as artifacts } from '../../functions/api/artifacts.ts';
import { handler as audit } from '../../functions/api/audit.ts';
import { handler as checkpoints } from '../../functions/api/checkpoints.ts';
import { handler as inbox } from '../../functions/api/inbox.ts';
import { handler as knowledge } from '../../functions/api/knowledge.ts';
import { handler as projects } from '../../functions/api/projects.ts';
import type { ApiFunctionName } from '../../functions/api/route.ts';
import { handler as service } from '../../functions/api/service.ts';
import { handler as sessions } from '../../functions/api/sessions.ts';
import { handler as workspaces } from '../../functions/api/workspaces.ts';
import type { HttpHandler } from '../../functions/middleware/http-event.ts';

/** The functions of the API, all in this process. */
export const apiFunctions: Readonly<Record<ApiFunctionName, HttpHandler>> = {
  agents,
  artifacts,
  audit,
  checkpoints,
  inbox,
  knowledge,
  projects,
  sessions,
  service,
  workspaces,
};

/** Answers what no route matches, as on AWS. */
export const answersTheRest: HttpHandler = service;
