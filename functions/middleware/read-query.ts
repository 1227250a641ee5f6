import * as z from 'zod';
import { type FieldError, invalidRequest } from '../../lib/errors.ts';
import type { Route } from '../api/route.ts';
import { requireValid } from './require-valid.ts';

const noParameters = z.strictObject({});

/**
 * The query, by the route's schema; a parameter that it does not name, or that comes twice, is refused.
 * @param rawQueryString as it came: API Gateway's own parsing joins repeated parameters.
 */
export function readQuery(route: Pick<Route, 'query'>, rawQueryString: string): Record<string, unknown> | undefined {
  if (rawQueryString === '') return route.query?.parse({});
  const given: Record<string, string> = Object.create(null);
  const repeated: FieldError[] = [];
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    if (name in given) repeated.push({ pointer: `?${name.slice(0, 100)}`, message: 'must be given once' });
    given[name] = value;
  }
  if (repeated.length > 0) throw invalidRequest(repeated.slice(0, 50));
  const query = requireValid(route.query ?? noParameters, { ...given }, 'query');
  return route.query && query;
}
