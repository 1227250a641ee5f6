import type { Route } from '../api/route.ts';
import { type RouteName, routes } from '../api/routes.ts';
import { pageRoutes } from '../console/page-routes.ts';
import type { HttpEvent } from './http-event.ts';
import { pathTree } from './path-tree.ts';

interface NamedRoute {
  readonly name: RouteName;
  readonly route: Route;
}

/** What an address leads to. `other_method`: the path is known, but not with this method; `page`: the same of a page. */
export type Match =
  | (NamedRoute & { readonly outcome: 'route'; readonly params: Readonly<Record<string, string>> })
  | {
      readonly outcome: 'other_method';
      /** One of the routes of the path, for what has to be checked before the method is refused. */
      readonly route: Route;
      readonly allow: readonly string[];
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'page'; readonly allow: readonly string[] }
  | { readonly outcome: 'nothing' };

const isRouteName = (name: string): name is RouteName => Object.hasOwn(routes, name);
const named: readonly NamedRoute[] = Object.entries(routes).flatMap(([name, route]) =>
  isRouteName(name) ? [{ name, route }] : [],
);
const byKey = new Map<string, NamedRoute>(named.map((entry) => [routeKeyOf(entry.route), entry]));
/** Pages are answered by functions of their own, unless nobody answers this method. */
const pagesByPath = pathTree(pageRoutes.map((page) => ({ ...page, value: page })));
const byPath = pathTree(named.map((entry) => ({ ...entry.route, value: entry })));

/** As API Gateway names it: `GET /v1/workspaces/{workspaceId}`. */
export function routeKeyOf(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

/** The route of a request: as the gateway has matched it, or by its path where the gateway found none. */
export function matchRoute(event: HttpEvent): Match {
  const found = byKey.get(event.routeKey);
  if (found === undefined) return matchPath(event.requestContext.http.method, event.rawPath);
  const given = Object.entries(event.pathParameters ?? {});
  const params = Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { outcome: 'route', ...found, params };
}

function matchPath(method: string, path: string): Match {
  const match = byPath(method, path);
  if (match.outcome === 'found') return { outcome: 'route', ...match.value, params: match.params };
  const [first] = match.outcome === 'other_method' ? match.methods.values() : [];
  if (match.outcome === 'nothing' || first === undefined) return matchPage(method, path);
  return { outcome: 'other_method', route: first.route, allow: [...match.methods.keys()], params: match.params };
}

function matchPage(method: string, path: string): Match {
  const page = pagesByPath(method, path);
  return page.outcome === 'other_method'
    ? { outcome: 'page', allow: [...page.methods.keys()] }
    : { outcome: 'nothing' };
}
