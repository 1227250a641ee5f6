/** Which retrier takes an error, and how long it waits. Pure. */
import type { Retrier } from './definition.ts';
import { errorMatches } from './failure.ts';

export interface RetryDecision {
  readonly delayMs: number;
  /** Retries per retrier, this one counted. */
  readonly retries: readonly number[];
}

/**
 * The first retrier that names the error decides alone: when it has no attempts left there is no retry, even if a
 * later one would match (the language's rule). `random` is uniform in [0, 1).
 */
export function decideRetry(
  retriers: readonly Retrier[],
  retries: readonly number[],
  error: string,
  random: () => number,
): RetryDecision | undefined {
  const index = retriers.findIndex((retrier) => errorMatches(retrier.errorEquals, error));
  const retrier = retriers[index];
  const made = retries[index] ?? 0;
  if (retrier === undefined || made >= retrier.maxAttempts) return undefined;
  const backedOff = retrier.intervalSeconds * retrier.backoffRate ** made;
  const longestMs = Math.min(backedOff, retrier.maxDelaySeconds) * 1000;
  return {
    delayMs: Math.round(retrier.jitter ? longestMs * random() : longestMs),
    retries: retriers.map((_, position) => (retries[position] ?? 0) + (position === index ? 1 : 0)),
  };
}
