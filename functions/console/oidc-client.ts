import * as oidc from 'openid-client';
import { CountersignError } from '../../lib/errors.ts';
import { isLoopback, isSafeIssuerAddress } from '../middleware/loopback.ts';

const providerTimeoutSeconds = 5;
const retryAfterSeconds = 5;

export interface OidcSettings {
  /** https, or http on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Empty or absent = a public client. */
  readonly clientSecret?: () => Promise<string>;
}

/**
 * The provider as its discovery document describes it, read once and kept.
 * @throws Error at once when the issuer's address is unsafe; (the function) CountersignError `unavailable` when it does not answer.
 */
export function oidcClient(settings: OidcSettings): () => Promise<oidc.Configuration> {
  if (!isSafeIssuerAddress(settings.issuer)) throw new Error('the OIDC issuer must be https, or http on loopback');
  let configuration: Promise<oidc.Configuration> | undefined;
  return () => {
    configuration ??= discover(settings).catch((error: unknown) => {
      configuration = undefined; // an outage must not outlive itself
      throw signInUnavailable(error);
    });
    return configuration;
  };
}

/** The provider does not answer, or not as a provider should. */
export const signInUnavailable = (cause: unknown): CountersignError =>
  new CountersignError('unavailable', 'The sign-in service does not answer. Try again in a moment.', {
    cause,
    retryAfterSeconds,
  });

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  const secret = (await clientSecret?.()) ?? '';
  // The signature counts too, not only that the ID token came over the provider's own connection: on loopback that is plain http.
  const execute = [oidc.enableNonRepudiationChecks];
  if (address.protocol === 'http:' && isLoopback(address)) execute.push(oidc.allowInsecureRequests);
  return oidc.discovery(address, clientId, undefined, secret === '' ? oidc.None() : oidc.ClientSecretBasic(secret), {
    execute,
    timeout: providerTimeoutSeconds,
  });
}
