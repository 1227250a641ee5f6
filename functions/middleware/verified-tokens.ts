import { hash } from 'node:crypto';
import type { Clock } from '../../lib/platform/index.ts';

/** A key that its issuer withdrew must not be believed for as long as its tokens live. */
const maxTrustMs = 600_000;

export interface VerifiedTokens<T extends { readonly expiresAt: number }> {
  get(token: string): T | undefined;
  add(token: string, claims: T): void;
}

/** A bounded memory of verified tokens, least recently used out first. Keyed by digest, so that no token is kept. */
export function verifiedTokens<T extends { readonly expiresAt: number }>(
  clock: Pick<Clock, 'now'>,
  capacity: number,
): VerifiedTokens<T> {
  const entries = new Map<string, { readonly claims: T; readonly trustedUntil: number }>();
  return {
    get(token) {
      const key = keyOf(token);
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (clock.now() >= entry.trustedUntil) return undefined;
      entries.set(key, entry); // last in insertion order = most recently used
      return entry.claims;
    },
    add(token, claims) {
      entries.set(keyOf(token), { claims, trustedUntil: Math.min(claims.expiresAt, clock.now() + maxTrustMs) });
      const oldest = entries.size > capacity ? entries.keys().next() : undefined;
      if (oldest?.done === false) entries.delete(oldest.value);
    },
  };
}

const keyOf = (token: string): string => hash('sha256', token, 'base64');
