/** Sets the product up once per real process, and answers requests as the embedded host's dispatch does, without a socket. */
import { generateKeyPairSync } from 'node:crypto';
import type { Route } from '../../../functions/api/route.ts';
import { routes } from '../../../functions/api/routes.ts';
import { pageRoutes } from '../../../functions/console/page-routes.ts';
import type { HttpEvent, HttpHandler, HttpResult } from '../../../functions/middleware/http-event.ts';
import { type PathEntry, pathTree } from '../../../functions/middleware/path-tree.ts';
import { configureRuntime, verifyBearer } from '../../../functions/runtime.ts';
import { answersTheRest, apiFunctions } from '../../../infra/local/api-functions.ts';
import { embeddedAudience, embeddedIssuer, personalToken } from '../../../infra/local/oidc/personal-token.ts';
import type { PrivateJwk } from '../../../infra/local/oidc/signing-key.ts';
import { pageFunctions } from '../../../infra/local/page-functions.ts';
import { people } from '../../../infra/local/people.ts';
import { takeAwayTheWallClock } from './wall-clock.ts';

export const publicUrl = 'http://countersign.test';
const tokens = new Map<string, string>();

interface Target {
  readonly routeKey: string;
  readonly handler: HttpHandler;
}
const entry = (method: string, path: string, handler: HttpHandler): PathEntry<Target> => ({
  method,
  path,
  value: { routeKey: `${method} ${path}`, handler },
});
const find = pathTree([
  ...Object.values(routes).map((route: Route) => entry(route.method, route.path, apiFunctions[route.function])),
  ...pageRoutes.map((page) => entry(page.method, page.path, pageFunctions[page.function])),
]);

/** Before the first run: settings, and a token for everybody, verified while time still goes by. */
export async function setUpHost(): Promise<void> {
  const key = newKey();
  const { d: _, ...publicKey } = key;
  const settings = {
    stage: 'test' as const,
    publicUrl,
    liveUrl: 'ws://countersign.test/live',
    issuers: [{ issuer: embeddedIssuer, audience: embeddedAudience, keys: { keys: [publicKey] } }],
    signIn: { issuer: `${publicUrl}/oidc`, clientId: 'countersign-console', isConfidential: false },
    rateLimits: false,
    testClock: false,
    modelId: 'claude-haiku-5-5',
    logRequests: true,
    isReady: () => true,
  };
  configureRuntime(settings);
  for (const person of people) {
    const token = personalToken(person, key, Date.now());
    await verifyBearer(token);
    tokens.set(person.id, token);
  }
  takeAwayTheWallClock();
}

function newKey(): PrivateJwk {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined || d === undefined) throw new Error('the new key lacks a member');
  return { kty: 'EC', crv: 'P-256', x, y, d, kid: 'simulated', alg: 'ES256', use: 'sig' };
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** One of the ready-made people; undefined = nobody is signed in. */
  readonly person: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the product answers. To be called within an invocation. */
export function answerRequest(request: HttpRequest, now: number): Promise<HttpResult> {
  const [path = '', query = ''] = request.path.split('?');
  const match = find(request.method, path);
  if (match.outcome !== 'found') return answersTheRest(eventOf(request, { path, query, now }, '$default', {}));
  const { routeKey, handler } = match.value;
  return handler(eventOf(request, { path, query, now }, routeKey, match.params));
}

function eventOf(
  { method, person, headers = {}, body }: HttpRequest,
  { path, query, now }: { readonly path: string; readonly query: string; readonly now: number },
  routeKey: string,
  params: Readonly<Record<string, string>>,
): HttpEvent {
  const token = person === undefined ? undefined : tokens.get(person);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: 'countersign.test',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(Object.keys(params).length === 0 ? {} : { pathParameters: params }),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
    requestContext: {
      accountId: 'simulated',
      apiId: 'simulated',
      domainName: 'countersign.test',
      domainPrefix: 'simulated',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'simulator' },
      requestId: '',
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: now,
    },
  };
}
