import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../api/route.ts';
import { type RouteName, routes } from '../api/routes.ts';

/** What an address leads to. `other_method`: the path is known, but not with this method. */
export type Match =
  | {
      readonly outcome: 'route';
      readonly name: RouteName;
      readonly route: Route;
      readonly params: Readonly<Record<string, string>>;
    }
  | {
      readonly outcome: 'other_method';
      /** One of the routes of the path, for what has to be checked before the method is refused. */
      readonly route: Route;
      readonly allow: readonly string[];
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'nothing' };

interface Named {
  readonly name: RouteName;
  readonly route: Route;
}
/** A tree of path segments; a parameter's name may differ from branch to branch. */
interface Node {
  readonly children: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | undefined;
  readonly methods: Map<string, Named>;
}

/** A longer path can't be one of ours: its ids would be too long. */
const maxPathLength = 4_096;
const newNode = (): Node => ({ children: new Map(), parameter: undefined, methods: new Map() });
const isRouteName = (name: string): name is RouteName => Object.hasOwn(routes, name);
const named: readonly Named[] = Object.entries(routes).flatMap(([name, route]) =>
  isRouteName(name) ? [{ name, route }] : [],
);
const byKey = new Map<string, Named>(named.map((entry) => [routeKeyOf(entry.route), entry]));
const root = plant(named);

/** As API Gateway names it: `GET /v1/workspaces/{workspaceId}`. */
export function routeKeyOf(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

/** The route of a request: as the gateway has matched it, or by its path where the gateway found none. */
export function matchRoute(event: APIGatewayProxyEventV2): Match {
  const found = byKey.get(event.routeKey);
  if (found === undefined) return matchPath(event.requestContext.http.method, event.rawPath);
  const params = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { outcome: 'route', ...found, params };
}

/** @param path percent-encoded, without the query */
export function matchPath(method: string, path: string): Match {
  if (path.length > maxPathLength || !path.startsWith('/')) return { outcome: 'nothing' };
  const params: Record<string, string> = {};
  let node: Node = root;
  for (const segment of path.slice(1).split('/')) {
    const child = node.children.get(segment);
    if (child !== undefined) {
      node = child;
      continue;
    }
    const value = decoded(segment);
    if (node.parameter === undefined || value === undefined || value === '') return { outcome: 'nothing' };
    params[node.parameter.name] = value;
    node = node.parameter.node;
  }
  const found = node.methods.get(method);
  if (found !== undefined) return { outcome: 'route', ...found, params };
  const [first] = node.methods.values();
  if (first === undefined) return { outcome: 'nothing' };
  return { outcome: 'other_method', route: first.route, allow: [...node.methods.keys()], params };
}

function plant(entries: readonly Named[]): Node {
  const tree = newNode();
  for (const entry of entries) {
    let node = tree;
    for (const segment of entry.route.path.slice(1).split('/')) node = step(node, segment);
    node.methods.set(entry.route.method, entry);
  }
  return tree;
}

function step(node: Node, segment: string): Node {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name !== undefined) {
    node.parameter ??= { name, node: newNode() };
    if (node.parameter.name !== name) throw new Error(`two names for one path parameter: ${name}`);
    return node.parameter.node;
  }
  const child = node.children.get(segment) ?? newNode();
  node.children.set(segment, child);
  return child;
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
