import { notFound } from '../../lib/errors.ts';
import type { KeyedRequest } from '../../lib/idempotency/index.ts';
import type { Principal } from '../../lib/identity/index.ts';
import type { Platform } from '../../lib/platform/index.ts';
import type { Route } from '../api/route.ts';
import { platform, verifyBearer } from '../runtime.ts';
import type { Answer } from './api-request.ts';
import { bearerTokenOf, unauthenticated } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { type CursorScope, openCursor, sealCursor } from './cursor.ts';
import { entityTagOf, isHeld, requireMatch } from './entity-tag.ts';
import { exchangeOf } from './exchange.ts';
import type { HttpEvent, HttpResult } from './http-event.ts';
import { answerOnce, keyedRequest, rememberFor } from './idempotency.ts';
import { limitRequests } from './limit-requests.ts';
import { type Location, locate } from './locate.ts';
import { type Match, matchRoute } from './match-route.ts';
import { methodNotAllowed } from './problem.ts';
import { readBody } from './read-body.ts';
import { readQuery } from './read-query.ts';
import { resultOf } from './result.ts';

/** A handler as the chain calls it; the route table has typed what it gets. */
export type AnyHandler = (request: object) => Promise<Answer>;

/** What the checks of a request gave. */
interface Admitted {
  readonly platform: Platform;
  readonly event: HttpEvent;
  readonly route: Route;
  readonly principal: Principal | undefined;
  readonly location: Location;
  readonly query: Readonly<Record<string, unknown>> | undefined;
  readonly body: unknown;
  readonly cursor: string | undefined;
  readonly keyed: KeyedRequest | undefined;
}

/** The checks in their order: 401, 404, 403, 405, 413, 415, 400, 422; then the handler. */
export async function answerRequest(handlers: ReadonlyMap<string, AnyHandler>, event: HttpEvent): Promise<HttpResult> {
  const match = matchRoute(event);
  if (match.outcome === 'page') throw methodNotAllowed(match.allow);
  if (match.outcome !== 'nothing') exchangeOf(event).route = `${methodOf(event)} ${match.route.path}`;
  const principal = await identify(match, event);
  if (match.outcome === 'nothing') throw notFound();
  const location = await locatePath(match, principal);
  exchangeOf(event).ids = location.params;
  if (match.outcome === 'other_method') throw methodNotAllowed(match.allow);
  const handler = handlers.get(match.name);
  if (handler === undefined) throw notFound();

  const { route } = match;
  authorize(route.operation, location.actor);
  const admitted = await admit({ platform: platform(), event, route, principal, location });
  const answer = await answerOnce(admitted.platform, admitted.keyed, () => handler(requestFor(admitted)));
  return resultOf(route, answer, event.headers['if-none-match']);
}

/** Strangers may call a method anything; the log takes so much of it. */
const methodOf = (event: HttpEvent): string => event.requestContext.http.method.slice(0, 10);

/** Who speaks. Public paths ask nobody; below /v1 even an unknown path tells strangers nothing but 401. */
async function identify(match: Exclude<Match, { outcome: 'page' }>, event: HttpEvent): Promise<Principal | undefined> {
  const isPublic = match.outcome === 'nothing' ? !event.rawPath.startsWith('/v1') : match.route.operation === 'public';
  if (isPublic) return undefined;
  const token = bearerTokenOf(event);
  if (token === undefined) throw unauthenticated();
  const principal = await verifyBearer(token);
  exchangeOf(event).principalId = principal.principalId;
  limitRequests(principal);
  return principal;
}

async function locatePath(match: Exclude<Match, { outcome: 'nothing' | 'page' }>, principal: Principal | undefined) {
  if (principal === undefined) return { params: match.params, actor: undefined, located: {} };
  return locate(platform().table, match.route, { params: match.params, principal });
}

async function admit(
  given: Pick<Admitted, 'platform' | 'event' | 'route' | 'principal' | 'location'>,
): Promise<Admitted> {
  const { event, route, principal, location } = given;
  const { sent, body } = readBody(route, event);
  const query = readQuery(route, event.rawQueryString);
  const keyed = keyedRequest(route, event, { principal, actor: location.actor, sent });
  const sealed = query?.cursor;
  const cursor =
    typeof sealed === 'string'
      ? await openCursor(given.platform.secrets, cursorScope({ event, principal, query }), sealed)
      : undefined;
  return { ...given, query, body, cursor, keyed };
}

const cursorScope = ({ event, principal, query }: Pick<Admitted, 'event' | 'principal' | 'query'>): CursorScope => ({
  path: event.rawPath,
  principalId: principal?.principalId ?? '',
  query,
});

/** What the handler is given: `ApiRequest` of its route. */
function requestFor(admitted: Admitted): object {
  const { event, principal, location, query, body, cursor, keyed } = admitted;
  return {
    requestId: exchangeOf(event).requestId,
    params: location.params,
    query,
    body,
    principal,
    actor: location.actor,
    located: location.located,
    cursor,
    page: async (items: readonly unknown[], next: string | undefined) => ({
      items,
      nextCursor: next === undefined ? null : await sealCursor(admitted.platform.secrets, cursorScope(admitted), next),
    }),
    alreadyHas: (representation: unknown) => isHeld(event.headers['if-none-match'], () => entityTagOf(representation)),
    requireMatch: (current: unknown) => requireMatch(event.headers['if-match'], current),
    remember: rememberFor(admitted.platform, keyed),
  };
}
