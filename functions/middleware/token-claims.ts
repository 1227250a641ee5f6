import * as z from 'zod';
import { MailAddress, type Principal, PrincipalId } from '../../lib/identity/index.ts';

const maxNameCharacters = 200;
/** Claims are for display only, so one that is unfit is dropped rather than a reason to refuse the token. */
const DisplayClaim = z
  .string()
  .trim()
  .min(1)
  .max(maxNameCharacters)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u)
  .optional()
  .catch(undefined);

/** What we read of a verified token's payload; everything else is ignored. */
export const TokenClaims = z.object({
  sub: PrincipalId,
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  name: DisplayClaim,
  email: MailAddress.optional().catch(undefined),
  email_verified: z.unknown().optional(),
  username: z.string().optional(),
  client_id: z.string().optional(),
  azp: z.string().optional(),
  gty: z.union([z.string(), z.array(z.string())]).optional(),
  idtyp: z.string().optional(),
  token_use: z.string().optional(),
});
export type TokenClaims = z.infer<typeof TokenClaims>;

/**
 * How the claims' subject is shown and mailed: without a name by the beginning of the subject; not at an address of which the
 * issuer says that it is unverified (OpenID Connect Core §5.1; some say so in a text), because links to decisions go there.
 */
export function shownAs(claims: TokenClaims): Pick<Principal, 'displayName' | 'email'> {
  const isUnverified = claims.email_verified === false || claims.email_verified === 'false';
  return {
    displayName: claims.name ?? claims.sub.slice(0, maxNameCharacters),
    ...(claims.email === undefined || isUnverified ? {} : { email: claims.email }),
  };
}

/**
 * Whether the token speaks for a program: the subject is the client itself (RFC 9068 §2.2), or the issuer says so in its own way
 * (Cognito: an access token without a user name; Auth0: `gty`; Entra: `idtyp`).
 */
export const isClientCredentials = (claims: TokenClaims): boolean =>
  claims.sub === claims.client_id ||
  claims.sub === claims.azp ||
  (claims.token_use === 'access' && claims.username === undefined) ||
  [claims.gty ?? []].flat().includes('client-credentials') ||
  claims.idtyp === 'app';

/** Whether the token was made for one of the accepted audiences. Cognito's access tokens name only their client. */
export function isMeantFor(claims: TokenClaims, accepted: readonly string[]): boolean {
  const named = claims.aud === undefined ? [claims.client_id ?? []].flat() : [claims.aud].flat();
  return named.some((audience) => accepted.includes(audience));
}
