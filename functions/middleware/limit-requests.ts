import { platform, settings } from '../runtime.ts';
import { type RateLimit, rateLimit } from './rate-limit.ts';

let limit: RateLimit | undefined;

/**
 * Counts one request of a caller, whichever door it came through. Nothing is limited where the host says so.
 * @throws CountersignError `rate_limited`
 */
export function limitRequests(caller: { readonly principalId: string } | { readonly address: string }): void {
  if (!settings().rateLimits) return;
  limit ??= rateLimit({ now: () => platform().clock.now() });
  limit.take('address' in caller ? `address ${caller.address}` : `principal ${caller.principalId}`);
}
