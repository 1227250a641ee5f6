/** Finds what a method and a path lead to among routes with `{parameters}`. */

export type TreeMatch<T> =
  | { readonly outcome: 'found'; readonly value: T; readonly params: Readonly<Record<string, string>> }
  | {
      readonly outcome: 'other_method';
      /** What the path's methods lead to. */
      readonly methods: ReadonlyMap<string, T>;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'nothing' };

export interface PathEntry<T> {
  readonly method: string;
  /** Literal segments win over parameters. */
  readonly path: string;
  readonly value: T;
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  parameter: { readonly name: string; readonly node: Node<T> } | undefined;
  readonly methods: Map<string, T>;
}

/** @returns a lookup whose `path` is percent-encoded and without the query */
export function pathTree<T>(entries: readonly PathEntry<T>[]): (method: string, path: string) => TreeMatch<T> {
  const root = newNode<T>();
  for (const { method, path, value } of entries) {
    let node = root;
    for (const segment of path.slice(1).split('/')) node = step(node, segment);
    node.methods.set(method, value);
  }
  return (method, path) => {
    if (!path.startsWith('/')) return { outcome: 'nothing' };
    const params: Record<string, string> = {};
    const node = walk(root, path.slice(1).split('/'), params);
    if (node === undefined || node.methods.size === 0) return { outcome: 'nothing' };
    const value = node.methods.get(method);
    if (value !== undefined) return { outcome: 'found', value, params };
    return { outcome: 'other_method', methods: node.methods, params };
  };
}

function newNode<T>(): Node<T> {
  return { children: new Map(), parameter: undefined, methods: new Map() };
}

function step<T>(node: Node<T>, segment: string): Node<T> {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name !== undefined) {
    node.parameter ??= { name, node: newNode() };
    if (node.parameter.name !== name) throw new Error(`two names for one path parameter: ${name}`);
    return node.parameter.node;
  }
  const child = node.children.get(segment) ?? newNode<T>();
  node.children.set(segment, child);
  return child;
}

function walk<T>(root: Node<T>, segments: readonly string[], params: Record<string, string>): Node<T> | undefined {
  let node = root;
  for (const segment of segments) {
    const child = node.children.get(segment);
    if (child !== undefined) {
      node = child;
      continue;
    }
    const value = decoded(segment);
    if (node.parameter === undefined || value === undefined || value === '') return undefined;
    params[node.parameter.name] = value;
    node = node.parameter.node;
  }
  return node;
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
