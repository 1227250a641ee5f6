import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as oidc from 'openid-client';
import type { Ids } from '../../lib/platform/index.ts';
import { isLoopback } from '../middleware/loopback.ts';
import { requireSameOrigin } from '../middleware/same-origin.ts';
import { type CookieSettings, sealedCookie } from '../middleware/sealed-cookie.ts';
import { sessionCookie } from '../middleware/session-cookie.ts';
import { localPath } from './local-path.ts';
import { type OidcSettings, oidcClient } from './oidc-client.ts';
import { redeemCode, SignInTransaction, signInFailed } from './redeem-code.ts';

const callbackPath = '/auth/callback';
const transactionLifeSeconds = 600;
const secretBytes = 32;

export interface SignInSettings extends CookieSettings, OidcSettings {
  readonly ids: Pick<Ids, 'secret'>;
}
type Request = Pick<APIGatewayProxyEventV2, 'headers' | 'cookies' | 'rawQueryString'>;
type Response = APIGatewayProxyStructuredResultV2;

/** Signing in to the pages with an OpenID Connect provider: authorization code with PKCE, state and nonce. */
export interface SignIn {
  /** `GET /sign-in?return=/path`: off to the provider. `prompt=login` asks who it is even if the provider knows. */
  startSignIn(event: Request): Promise<Response>;
  /**
   * `GET /auth/callback`: signed in, and back to where it began.
   * @throws CountersignError `forbidden` when it is no sign-in of ours or was refused, `unavailable` when the provider does not answer.
   */
  finishSignIn(event: Request): Promise<Response>;
  /** `POST /sign-out`. @throws CountersignError `forbidden` when another site asks. */
  signOut(event: Request): Promise<Response>;
}

export function signIn(settings: SignInSettings): SignIn {
  const { ids, publicUrl } = settings;
  const provider = oidcClient(settings);
  const session = sessionCookie(settings);
  // One cookie per sign-in under way, sent to the callback only: several tabs may sign in at once.
  const transactions = sealedCookie(settings, {
    name: 'sign-in',
    path: callbackPath,
    lifeSeconds: transactionLifeSeconds,
    schema: SignInTransaction,
  });
  const callback = new URL(callbackPath, publicUrl);

  return {
    async startSignIn(event) {
      const query = new URLSearchParams(event.rawQueryString);
      const returnTo = localPath(query.get('return'));
      if (isOtherLoopbackName(event, callback) && !query.has('moved')) {
        return seeOther(new URL(`/sign-in?moved=1&return=${encodeURIComponent(returnTo)}`, publicUrl).href);
      }
      const state = ids.secret(secretBytes);
      const transaction = { state, nonce: ids.secret(secretBytes), verifier: ids.secret(secretBytes), returnTo };
      const address = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: callback.href,
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(transaction.verifier),
        code_challenge_method: 'S256',
        state,
        nonce: transaction.nonce,
        ...(query.get('prompt') === 'login' ? { prompt: 'login' } : {}),
      });
      return seeOther(address.href, [await transactions.issue(transaction, suffixOf(state))]);
    },

    async finishSignIn(event) {
      const suffix = suffixOf(new URLSearchParams(event.rawQueryString).get('state') ?? '');
      const transaction = await transactions.read(event, suffix);
      if (transaction === undefined) throw signInFailed();
      const answer = new URL(`?${event.rawQueryString}`, callback);
      const person = await redeemCode(await provider(), answer, transaction);
      return seeOther(transaction.returnTo, [await session.issue(person), transactions.clear(suffix)]);
    },

    async signOut(event) {
      requireSameOrigin(event);
      // Asked anew, because the provider may still know who it was: signing out would look as if it did nothing.
      return seeOther('/sign-in?prompt=login', [session.clear()]);
    },
  };
}

const seeOther = (location: string, cookies: string[] = []): Response => ({
  statusCode: 303,
  headers: { location, 'cache-control': 'no-store' },
  cookies,
});

/** Enough of the state to tell cookies apart, and nothing that a cookie's name may not hold. */
const suffixOf = (state: string): string => state.slice(0, 8).replace(/[^\w-]/g, '');

/** A browser at `localhost` would not send its cookie to a callback at `127.0.0.1`. */
function isOtherLoopbackName(event: Request, callback: URL): boolean {
  const requested = URL.parse(`${callback.protocol}//${event.headers.host}`);
  return (
    requested !== null && isLoopback(requested) && isLoopback(callback) && requested.hostname !== callback.hostname
  );
}
