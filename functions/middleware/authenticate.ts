import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { decodeJwt, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { CountersignError } from '../../lib/errors.ts';
import type { Principal } from '../../lib/identity/index.ts';
import type { Clock } from '../../lib/platform/index.ts';
import { isClientCredentials, isMeantFor, shownAs, TokenClaims } from './token-claims.ts';
import { type TrustedIssuer, verificationKeys } from './trusted-issuer.ts';
import { verifiedTokens } from './verified-tokens.ts';

const maxTokenLength = 8_192;
const maxRememberedTokens = 10_000;
/** Issuers' clocks and ours differ a little. */
const clockToleranceSeconds = 5;
const asymmetricAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** What a verified bearer token says. */
export interface Claims extends Principal {
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export type VerifyBearer = (token: string) => Promise<Claims>;

interface KnownIssuer {
  readonly keys: JWTVerifyGetKey;
  readonly audiences: readonly string[] | undefined;
}

/**
 * Verification of bearer tokens against the trusted issuers; a token seen before is answered from memory.
 * @throws (the function) CountersignError `unauthenticated` for whatever is wrong with the token, always in the same words;
 * `unavailable` when its issuer's keys can't be fetched.
 */
export function bearerVerifier(issuers: readonly TrustedIssuer[], clock: Pick<Clock, 'now'>): VerifyBearer {
  const known = new Map<string, KnownIssuer>(issuers.map((issuer) => [issuer.issuer, knownIssuer(issuer)]));
  const remembered = verifiedTokens<Claims>(clock, maxRememberedTokens);

  return async function verifyBearer(token) {
    if (token.length > maxTokenLength) throw unauthenticated();
    const seen = remembered.get(token);
    if (seen !== undefined) return seen;
    const claims = await verify(token, known, clock.now()).catch((error: unknown) => {
      throw error instanceof CountersignError ? error : unauthenticated(error);
    });
    remembered.add(token, claims);
    return claims;
  };
}

/** The token of `Authorization: Bearer …`, or undefined without that header. @throws CountersignError `unauthenticated` for other schemes. */
export function bearerTokenOf(event: Pick<APIGatewayProxyEventV2, 'headers'>): string | undefined {
  const header = event.headers.authorization;
  if (header === undefined) return undefined;
  const token = /^Bearer +([^\s,]+)$/i.exec(header.trim())?.[1];
  if (token === undefined) throw unauthenticated();
  return token;
}

/** The one answer to every missing or unfit credential: it must not tell a forger what to mend. */
export const unauthenticated = (cause?: unknown): CountersignError =>
  new CountersignError('unauthenticated', 'A valid bearer token is needed.', { cause });

async function verify(token: string, known: ReadonlyMap<string, KnownIssuer>, now: number): Promise<Claims> {
  const issuer = decodeJwt(token).iss ?? '';
  const trusted = known.get(issuer);
  if (trusted === undefined) throw unauthenticated();
  const { payload } = await jwtVerify(token, trusted.keys, {
    issuer,
    algorithms: asymmetricAlgorithms,
    requiredClaims: ['sub', 'exp'],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(now),
  });
  const claims = TokenClaims.parse(payload);
  if (trusted.audiences !== undefined && !isMeantFor(claims, trusted.audiences)) throw unauthenticated();
  // Cognito signs both kinds with one key; an ID token says who signed in to a page, not that an API may be called.
  if (claims.token_use === 'id') throw unauthenticated();
  return {
    principalId: claims.sub,
    ...shownAs(claims),
    clientCredentials: isClientCredentials(claims),
    issuer,
    expiresAt: claims.exp * 1000,
  };
}

const knownIssuer = (issuer: TrustedIssuer): KnownIssuer => ({
  keys: verificationKeys(issuer),
  audiences: issuer.audience === undefined ? undefined : [issuer.audience].flat(),
});
