import type { IncomingMessage } from 'node:http';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import type { HttpHandler, HttpResult } from '../../functions/middleware/http-event.ts';
import { type PathEntry, pathTree } from '../../functions/middleware/path-tree.ts';
import { answersTheRest, apiFunctions } from './api-functions.ts';
import { addressOf, httpEventOf } from './http-event.ts';
import { readRequest } from './read-request.ts';

interface Target {
  readonly routeKey: string;
  readonly handler: HttpHandler;
}

const apiEntries: readonly PathEntry<Target>[] = Object.values(routes).map((route: Route) =>
  entry(route.method, route.path, apiFunctions[route.function] ?? answersTheRest),
);

const find = pathTree(apiEntries);

/** Answers a request as API Gateway would: by the function that its method and path lead to. */
export async function dispatch(request: IncomingMessage, receivedAt: number): Promise<HttpResult> {
  const match = find(request.method ?? '', addressOf(request).path);
  const body = await readRequest(request);
  const found = match.outcome === 'found';
  const { routeKey, handler } = found ? match.value : { routeKey: '$default', handler: answersTheRest };
  return handler(httpEventOf(request, { routeKey, params: found ? match.params : {}, body, receivedAt }));
}

function entry(method: string, path: string, handler: HttpHandler): PathEntry<Target> {
  return { method, path, value: { routeKey: `${method} ${path}`, handler } };
}
