import type { Route } from '../../../functions/api/route.ts';
import { routes } from '../../../functions/api/routes.ts';
import { finders } from '../../../functions/middleware/locate.ts';
import { matchRoute, routeKeyOf } from '../../../functions/middleware/match-route.ts';
import { pathParameters } from '../../../functions/middleware/path-parameters.ts';
import { pathTree } from '../../../functions/middleware/path-tree.ts';

const find = pathTree([
  { method: 'GET', path: '/', value: 'root' },
  { method: 'GET', path: '/a', value: 'list' },
  { method: 'POST', path: '/a', value: 'create' },
  { method: 'GET', path: '/a/{id}', value: 'one' },
  { method: 'GET', path: '/a/new', value: 'form' },
  { method: 'GET', path: '/a/{id}/b/{other}', value: 'deep' },
]);

describe('a path tree', () => {
  it.each([
    ['/', 'root', {}],
    ['/a', 'list', {}],
    ['/a/new', 'form', {}],
    ['/a/x', 'one', { id: 'x' }],
    ['/a/x%2Fy', 'one', { id: 'x/y' }],
    ['/a/x/b/y', 'deep', { id: 'x', other: 'y' }],
  ])('leads %s to %s', (path, value, params) => {
    expect(find('GET', path)).toEqual({ outcome: 'found', value, params });
  });

  it.each([['/a/'], ['/a//b/y'], ['/a/x/b'], ['/b'], ['//a'], ['a'], [''], ['/a/%'], ['/a/%ff']])(
    'leads %s nowhere',
    (path) => {
      expect(find('GET', path)).toEqual({ outcome: 'nothing' });
    },
  );

  it('knows the methods of a path that is asked for by another one', () => {
    const match = find('DELETE', '/a');
    expect(match.outcome === 'other_method' && [...match.methods.keys()]).toEqual(['GET', 'POST']);
  });

  it('refuses two names for one place', () => {
    const entries = [
      { method: 'GET', path: '/a/{id}', value: 1 },
      { method: 'GET', path: '/a/{name}/b', value: 2 },
    ];
    expect(() => pathTree(entries)).toThrow(/two names/);
  });
});

describe('the route table', () => {
  const every: readonly Route[] = Object.values(routes);

  it('has one route for each method and path', () => {
    expect(new Set(every.map(routeKeyOf)).size).toBe(every.length);
  });

  it('names in its paths only what is known to be judged, and looked up within the workspace', () => {
    for (const { path, operation } of every) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      for (const name of names) expect(Object.keys(pathParameters)).toContain(name);
      if (operation !== 'public' && operation !== 'principal') expect(names[0]).toBe('workspaceId');
    }
  });

  it('looks up every id of a path before its handler runs, but for the two that handlers judge', () => {
    const judged = ['workspaceId', 'principalId', 'bundleId', ...Object.keys(finders)];
    expect(Object.keys(pathParameters).sort()).toEqual(judged.sort());
  });

  it('takes the route that the gateway has found', () => {
    const event = {
      routeKey: 'GET /v1/workspaces/{workspaceId}',
      pathParameters: { workspaceId: 'wsp_1' },
      rawPath: '/elsewhere',
      requestContext: { http: { method: 'GET' } },
    };
    expect(matchRoute(Object.assign(Object.create(null), event))).toMatchObject({
      outcome: 'route',
      name: 'getWorkspace',
    });
  });
});
