import { createPrivateKey, sign } from 'node:crypto';
import type { Person } from '../people.ts';
import type { PrivateJwk } from './signing-key.ts';

/** Fixed, so that a token is good whatever port the host listens on. */
export const embeddedIssuer = 'urn:countersign:embedded';
/** `aud` of everything that the embedded host signs for the API. */
export const embeddedAudience = 'countersign';
const tokenLifeSeconds = 12 * 3_600;

/** A bearer token (JWT, 12 h) for one of the ready-made people. `now` in epoch milliseconds. */
export function personalToken(person: Person, key: PrivateJwk, now: number): string {
  const issuedAt = Math.floor(now / 1000);
  const header = { alg: key.alg, typ: 'at+jwt', kid: key.kid };
  const payload = {
    iss: embeddedIssuer,
    aud: embeddedAudience,
    sub: person.id,
    name: person.name,
    email: person.email,
    iat: issuedAt,
    exp: issuedAt + tokenLifeSeconds,
  };
  const signed = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  // By node:crypto: loading a JWT library would take longer than all the rest of `npm run token`.
  const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
