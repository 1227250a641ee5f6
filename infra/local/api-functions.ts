import type { ApiFunctionName } from '../../functions/api/route.ts';
import { handler as service } from '../../functions/api/service.ts';
import { handler as workspaces } from '../../functions/api/workspaces.ts';
import type { HttpHandler } from '../../functions/middleware/http-event.ts';

/** The functions of the API, all in this process. */
export const apiFunctions: Readonly<Partial<Record<ApiFunctionName, HttpHandler>>> = {
  service,
  workspaces,
};

/** Answers what no route matches, as on AWS. */
export const answersTheRest: HttpHandler = service;
