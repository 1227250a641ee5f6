import * as z from 'zod';
import { MailAddress, PrincipalId } from '../../lib/identity/index.ts';

/** Claims are for display only, so one that is unfit is dropped rather than a reason to refuse the token. */
const DisplayClaim = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u)
  .optional()
  .catch(undefined);

/** What we read of a verified token's payload; everything else is ignored. */
export const TokenClaims = z.object({
  sub: PrincipalId,
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  name: DisplayClaim,
  email: MailAddress.optional().catch(undefined),
  username: z.string().optional(),
  client_id: z.string().optional(),
  azp: z.string().optional(),
  gty: z.union([z.string(), z.array(z.string())]).optional(),
  idtyp: z.string().optional(),
  token_use: z.string().optional(),
});
export type TokenClaims = z.infer<typeof TokenClaims>;

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
