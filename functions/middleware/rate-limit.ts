/**
 * A token bucket for each caller, in this process's memory: exact on the embedded host; on AWS each execution environment keeps its
 * own, so a caller's true limit there is a multiple of it, bounded by the gateway's throttle.
 */
import { CountersignError } from '../../lib/errors.ts';
import type { Clock } from '../../lib/platform/index.ts';

const requestsPerSecond = 50;
const burst = 200;
/** Callers remembered; the one that was longest away is forgotten first, which only fills its bucket. */
const maxCallers = 10_000;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface RateLimit {
  /** Takes one request of the caller. @throws CountersignError `rate_limited` with the time after which it may try again. */
  take(caller: string): void;
}

export function rateLimit(clock: Pick<Clock, 'now'>): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(caller) {
      const now = clock.now();
      const known = buckets.get(caller);
      const refilled = known === undefined ? burst : known.tokens + ((now - known.at) / 1000) * requestsPerSecond;
      const tokens = Math.min(burst, refilled);
      buckets.delete(caller);
      buckets.set(caller, { tokens: Math.max(0, tokens - 1), at: now });
      if (buckets.size > maxCallers) forgetOldest(buckets);
      if (tokens >= 1) return;
      throw new CountersignError('rate_limited', 'Too many requests. Slow down.', {
        retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / requestsPerSecond)),
      });
    },
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next();
  if (oldest.done === false) buckets.delete(oldest.value);
}
