import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { CountersignError } from '../../lib/errors.ts';
import { isSafeIssuerAddress } from './loopback.ts';

const fetchTimeoutMs = 3_000;
/** A flood of tokens with unknown key ids makes one fetch in this time, not one per token. */
const refetchCooldownMs = 30_000;
const keysMaxAgeMs = 600_000;
const retryAfterSeconds = 5;

const Address = z.url().refine(isSafeIssuerAddress, 'must be https, or http on loopback');
const asymmetricKeyTypes = ['RSA', 'EC', 'OKP'];
const KeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.string().refine((kty) => asymmetricKeyTypes.includes(kty)) })).min(1),
});

/** One issuer whose tokens are believed. Either its keys are given, or they are fetched, from `jwksUrl` or as its discovery document says. */
export const TrustedIssuer = z.strictObject({
  issuer: z.string().min(1),
  jwksUrl: Address.optional(),
  /** Accepted values of `aud` (or, for issuers that leave it out of access tokens, of `client_id`). Default: any. */
  audience: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  keys: KeySet.optional(),
});
export type TrustedIssuer = z.infer<typeof TrustedIssuer>;

/** Where an issuer's verification keys come from; fetched keys are cached. @throws (the getter) CountersignError `unavailable` when the issuer does not answer. */
export function verificationKeys(issuer: TrustedIssuer): JWTVerifyGetKey {
  if (issuer.keys !== undefined) return createLocalJWKSet(issuer.keys satisfies JSONWebKeySet);
  let remote: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    remote ??= remoteKeys(issuer).catch((error: unknown) => {
      remote = undefined; // a failed discovery must not stick, or the issuer's outage would outlive it
      throw error;
    });
    try {
      return await (await remote)(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      throw new CountersignError('unavailable', 'The sign-in service does not answer.', {
        cause: error,
        retryAfterSeconds,
      });
    }
  };
}

async function remoteKeys(issuer: TrustedIssuer): Promise<JWTVerifyGetKey> {
  return createRemoteJWKSet(new URL(issuer.jwksUrl ?? (await discoverJwksUrl(issuer.issuer))), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: refetchCooldownMs,
    cacheMaxAge: keysMaxAgeMs,
  });
}

/** OpenID Connect Discovery 1.0, section 4. */
async function discoverJwksUrl(issuer: string): Promise<string> {
  const address = Address.parse(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (!response.ok) throw new Error(`discovery at ${address} answered ${response.status}`);
  return z.object({ issuer: z.literal(issuer), jwks_uri: Address }).parse(await response.json()).jwks_uri;
}

const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
