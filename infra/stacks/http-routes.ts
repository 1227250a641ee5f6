import { routes } from '../../functions/api/routes.ts';
import { pageRoutes } from '../../functions/console/page-routes.ts';
import type { RoutedPath } from '../constructs/http-api.ts';
import type { Settings } from '../settings.ts';

const testClock = { function: 'schedule/move-clock', method: 'POST', path: '/test/clock' } as const;

/** By function name: every path the gateway knows. Anything else is answered by `api/service`. */
export function httpRoutes(settings: Pick<Settings, 'testClock'>): ReadonlyMap<string, readonly RoutedPath[]> {
  const all = [
    ...Object.values(routes).map((route) => ({ ...route, function: `api/${route.function}` })),
    ...pageRoutes,
    ...(settings.testClock ? [testClock] : []),
  ];
  const byFunction = Map.groupBy(all, (route) => route.function);
  return new Map([...byFunction].map(([name, found]) => [name, found.map(({ method, path }) => ({ method, path }))]));
}
