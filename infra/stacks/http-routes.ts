import { routes } from '../../functions/api/routes.ts';
import type { RoutedPath } from '../constructs/http-api.ts';
import type { Settings } from '../settings.ts';

/** Pages of the console. */
const pageRoutes: readonly RoutedPath[] = [{ method: 'GET', path: '/' }];

/** The one door without sign-in: looking never decides. */
const linkPath = '/a/{token}';

/** By function name: every path the gateway knows. Anything else is answered by `api/service`. */
export function httpRoutes(settings: Pick<Settings, 'testClock'>): ReadonlyMap<string, readonly RoutedPath[]> {
  const byFunction = new Map<string, RoutedPath[]>();
  for (const route of Object.values(routes)) {
    const name = `api/${route.function}`;
    byFunction.set(name, [...(byFunction.get(name) ?? []), { method: route.method, path: route.path }]);
  }
  byFunction.set('approvals/open-link', [
    { method: 'GET', path: linkPath },
    { method: 'HEAD', path: linkPath },
  ]);
  byFunction.set('approvals/submit-decision', [{ method: 'POST', path: linkPath }]);
  byFunction.set('console/index', [...pageRoutes]);
  if (settings.testClock) byFunction.set('schedule/move-clock', [{ method: 'POST', path: '/test/clock' }]);
  return byFunction;
}
