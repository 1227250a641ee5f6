import * as oidc from 'openid-client';
import * as z from 'zod';
import { CountersignError } from '../../lib/errors.ts';
import type { PageSession } from '../middleware/session-cookie.ts';
import { shownAs, TokenClaims } from '../middleware/token-claims.ts';
import { signInUnavailable } from './oidc-client.ts';

/** What a sign-in must remember until the browser comes back from the provider. */
export const SignInTransaction = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
});
export type SignInTransaction = z.infer<typeof SignInTransaction>;

/** How openid-client names what is wrong with the browser's answer or the ID token, as opposed to with the provider. */
const refusalCodes: readonly string[] = [
  'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
];

/**
 * Exchanges the code in the provider's answer for who signed in.
 * @throws CountersignError `forbidden` when the answer does not belong to the transaction or the provider refused; `unavailable` when it failed.
 */
export async function redeemCode(
  configuration: oidc.Configuration,
  answer: URL,
  transaction: SignInTransaction,
): Promise<PageSession> {
  const tokens = await oidc
    .authorizationCodeGrant(configuration, answer, {
      pkceCodeVerifier: transaction.verifier,
      expectedState: transaction.state,
      expectedNonce: transaction.nonce,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      throw isRefusal(error) ? signInFailed(error) : signInUnavailable(error);
    });
  const { data: claims, error } = TokenClaims.safeParse(tokens.claims());
  if (claims === undefined) throw signInFailed(error);
  return { principalId: claims.sub, ...shownAs(claims) };
}

/** One text for all reasons; what the provider wrote into the address is not repeated, since anyone can write there. */
export const signInFailed = (cause?: unknown): CountersignError =>
  new CountersignError(
    'forbidden',
    'This sign-in has expired, was already used or was refused. Start again at /sign-in.',
    {
      cause,
    },
  );

const isRefusal = (error: unknown): boolean =>
  (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && refusalCodes.includes(error.code));
