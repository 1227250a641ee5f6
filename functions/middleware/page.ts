/** The one chain of the pages: who is it, may they, is it their own form; every error leaves as a page in plain words. */
import { inspect } from 'node:util';
import middy from '@middy/core';
import { notFound } from '../../lib/errors.ts';
import type { Actor, Principal } from '../../lib/identity/index.ts';
import type { Json } from '../../lib/platform/index.ts';
import { errorPage } from '../console/layout/error-page.tsx';
import { signedOutForm } from '../console/layout/signed-out-form.tsx';
import { consoleRoutes, linkRoutes, type PageRoute } from '../console/page-routes.ts';
import { signInPath } from '../console/paths.ts';
import { platform, settings } from '../runtime.ts';
import { authorize } from './authorize.ts';
import { exchangeOf } from './exchange.ts';
import { hostContext } from './host-context.ts';
import type { HttpEvent, HttpHandler, HttpMiddleware, HttpResult } from './http-event.ts';
import { limitRequests } from './limit-requests.ts';
import { locate } from './locate.ts';
import { logRequests } from './log-requests.ts';
import { linkPageHeaders, pageHeaders } from './page-headers.ts';
import type { AnyPageHandler, PageHandlers } from './page-request.ts';
import { problemOf } from './problem.ts';
import { readForm } from './read-form.ts';
import { refreshClock } from './refresh-clock.ts';
import { requireSameOrigin } from './same-origin.ts';
import { secureAnswers } from './secure-answers.ts';
import { type PageSession, sessionCookie } from './session-cookie.ts';

const inspectDepth = 3;
/** Files that come along with a pasted import. */
const maxImportFormBytes = 4 * 1024 * 1024;
const named: ReadonlyMap<string, PageRoute> = new Map(Object.entries({ ...consoleRoutes, ...linkRoutes }));

/** One function of pages: its handlers, one for each of its pages, behind the chain. */
export function pageFunction<F extends PageRoute['function']>(_name: F, handlers: PageHandlers<F>): HttpHandler {
  const byKey = new Map<string, { readonly page: PageRoute; readonly handler: AnyPageHandler }>();
  // Which handler takes which request is known by the page's name only, so here it is taken for any.
  for (const [name, handler] of Object.entries(handlers as Readonly<Record<string, AnyPageHandler>>)) {
    const page = named.get(name);
    if (page !== undefined) byKey.set(`${page.method} ${page.path}`, { page, handler });
  }
  const chain = middy<HttpEvent, HttpResult>()
    .use(refreshClock())
    .use(logRequests())
    .use(secureAnswers())
    .use(answerWithPages())
    .handler(async (event: HttpEvent) => {
      const found = byKey.get(event.routeKey);
      if (found === undefined) throw notFound();
      return answer(found.page, found.handler, event);
    });
  return (event, context = hostContext) => chain(event, context);
}

/** The order of checks: own form, signed in, there and theirs, allowed; then the handler. */
async function answer(page: PageRoute, handler: AnyPageHandler, event: HttpEvent): Promise<HttpResult> {
  exchangeOf(event).route = `${page.method} ${page.path}`;
  const isPost = page.method === 'POST';
  if (isPost) requireSameOrigin(event);
  const form = isPost
    ? readForm(event, page.path.endsWith('/import') ? maxImportFormBytes : undefined)
    : new URLSearchParams();
  const visitor = await visitorOf(event);
  if (page.access !== 'anyone') {
    if (visitor === undefined) return askToSignIn(event, form);
    limitRequests(visitor);
  }
  const params = paramsOf(event);
  const place =
    page.access === 'anyone' || page.access === 'visitor' || visitor === undefined
      ? { params, actor: undefined, located: {} }
      : await locate(platform().table, page, { params: idsOf(params), principal: principalOf(visitor) });
  exchangeOf(event).ids = place.actor === undefined ? {} : place.params;
  const actor: Actor | undefined = place.actor && { ...place.actor, via: 'page' };
  if (page.access !== 'anyone' && page.access !== 'visitor') authorize(page.access, actor);
  const query = new URLSearchParams(event.rawQueryString);
  return handler({ event, params, query, form, visitor, actor, located: place.located });
}

/** Who is signed in, if anybody. */
export async function visitorOf(event: HttpEvent): Promise<PageSession | undefined> {
  const { secrets, clock } = platform();
  const visitor = await sessionCookie({ secrets, clock, publicUrl: settings().publicUrl }).read(event);
  if (visitor !== undefined) exchangeOf(event).principalId = visitor.principalId;
  return visitor;
}

/** People sign in to the pages; a program's token never opens them. */
export const principalOf = (visitor: PageSession): Principal => ({ ...visitor, clientCredentials: false });

function paramsOf(event: HttpEvent): Record<string, string> {
  const given = Object.entries(event.pathParameters ?? {});
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The ids that the product knows how to look up; `{mailId}` and `{file}` are judged by their pages. */
function idsOf(params: Readonly<Record<string, string>>): Record<string, string> {
  const { mailId: _mail, file: _file, token: _token, ...ids } = params;
  return ids;
}

/** A page is opened again after signing in; a form is given back with everything that was typed. */
function askToSignIn(event: HttpEvent, form: URLSearchParams): HttpResult {
  const address = `${event.rawPath}${event.rawQueryString === '' ? '' : `?${event.rawQueryString}`}`;
  if (event.requestContext.http.method === 'POST')
    return { statusCode: 401, headers: pageHeaders(), body: signedOutForm(event.rawPath, form) };
  return { statusCode: 303, headers: { location: signInPath(address) } };
}

const answerWithPages = (): HttpMiddleware => ({
  onError: (request) => {
    const exchange = exchangeOf(request.event);
    const { answer: problem, code, failure } = problemOf(request.error, exchange.requestId);
    exchange.code = code;
    if (failure !== undefined) {
      const { requestId, route, ids } = exchange;
      const fields: Record<string, Json> = { requestId, route, ...ids, code };
      platform().log.error('page.failed', { ...fields, error: inspect(failure, { depth: inspectDepth }) });
    }
    const isLink = exchange.route.includes('/a/');
    const { 'content-type': _type, 'www-authenticate': _challenge, ...headers } = { ...problem.headers };
    request.response = {
      statusCode: problem.status,
      headers: { ...headers, ...(isLink ? linkPageHeaders : pageHeaders()) },
      body: errorPage({ code, error: request.error, requestId: isLink ? undefined : exchange.requestId, isLink }),
    };
  },
});
