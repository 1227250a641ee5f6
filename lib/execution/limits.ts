/** What a session may use up before a person is asked whether it should go on (S4, S6, I11). */
import type { Session } from '../sessions/index.ts';
import { picoUsdOf } from './money.ts';

/** Longest time that a session's turns may take together, the waiting for people aside. */
export const maxWorkMs = 60 * 60_000;

/** The start of the reason that a person is asked with. */
export const limitReached = 'Limit reached';

/** How often the budget was granted: once from the start, and again with each go-ahead after a stop. */
const grantsOf = (session: Pick<Session, 'limitStops'>): number => 1 + (session.limitStops ?? 0);

/**
 * `limitStops` after a stop: one more, or as many as it takes for the go-ahead to allow another call, where the last one went far
 * beyond the limit.
 */
export function stopsAfter(session: Pick<Session, 'limits' | 'limitStops' | 'usage'>, workMs: number): number {
  let stops = (session.limitStops ?? 0) + 1;
  while (stops < maxLimitStops && reachedLimit({ ...session, limitStops: stops }, workMs) !== undefined) stops += 1;
  return stops;
}
const maxLimitStops = 10_000;

/**
 * Why the next call may not be made, in a sentence, or undefined. Looked at before every call, so that a limit is exceeded by
 * one call at most.
 */
export function reachedLimit(
  session: Pick<Session, 'limits' | 'limitStops' | 'usage'>,
  workMs: number,
): string | undefined {
  const { limits, usage } = session;
  const grants = grantsOf(session);
  const maxTurns = limits.maxTurns * grants;
  if (usage.turns >= maxTurns) return `${limitReached}: ${usage.turns} of ${maxTurns} turns are taken.`;
  const tokens = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens;
  const maxTokens = limits.maxTokens * grants;
  if (tokens >= maxTokens) return `${limitReached}: ${tokens} of ${maxTokens} tokens are used.`;
  const maxCost = picoUsdOf(limits.maxCostUsd) * BigInt(grants);
  const cost = picoUsdOf(usage.costUsd);
  // Work that costs nothing may go on under a budget of nothing.
  if (cost >= maxCost && cost > 0n)
    return `${limitReached}: $${usage.costUsd} of $${limits.maxCostUsd} × ${grants} is spent.`;
  if (workMs >= maxWorkMs * grants)
    return `${limitReached}: the agent has worked for ${Math.round(workMs / 60_000)} minutes.`;
  return undefined;
}
