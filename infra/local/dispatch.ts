import type { IncomingMessage } from 'node:http';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import { pageRoutes } from '../../functions/console/page-routes.ts';
import type { HttpHandler, HttpResult } from '../../functions/middleware/http-event.ts';
import { moveClockFunction } from '../../functions/middleware/move-clock.ts';
import { type PathEntry, pathTree } from '../../functions/middleware/path-tree.ts';
import { answersTheRest, apiFunctions } from './api-functions.ts';
import { addressOf, httpEventOf } from './http-event.ts';
import { pageFunctions } from './page-functions.ts';
import { readRequest } from './read-request.ts';

interface Target {
  readonly routeKey: string;
  readonly handler: HttpHandler;
}

/** Answers a request as API Gateway would: by the function that its method and path lead to. */
export type Dispatch = (request: IncomingMessage, receivedAt: number) => Promise<HttpResult>;

export function createDispatch(runDue: () => Promise<void>): Dispatch {
  const find = pathTree([...apiEntries(), ...pageEntries(), entry('POST', '/test/clock', moveClockFunction(runDue))]);
  return async (request, receivedAt) => {
    const match = find(request.method ?? '', addressOf(request).path);
    const body = await readRequest(request);
    if (match.outcome !== 'found') {
      return answersTheRest(httpEventOf(request, { routeKey: '$default', params: {}, body, receivedAt }));
    }
    const { routeKey, handler } = match.value;
    return handler(httpEventOf(request, { routeKey, params: match.params, body, receivedAt }));
  };
}

const apiEntries = (): readonly PathEntry<Target>[] =>
  Object.values(routes).map((route: Route) => entry(route.method, route.path, apiFunctions[route.function]));

const pageEntries = (): readonly PathEntry<Target>[] =>
  pageRoutes.map((page) => entry(page.method, page.path, pageFunctions[page.function]));

const entry = (method: string, path: string, handler: HttpHandler): PathEntry<Target> => ({
  method,
  path,
  value: { routeKey: `${method} ${path}`, handler },
});
