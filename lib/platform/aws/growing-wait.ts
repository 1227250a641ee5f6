import type { Clock } from '../ports.ts';

const firstWaitMs = 100;
const longestWaitMs = 500;
const growth = 1.5;
/** Who asks again within this time is still waiting for the same change. */
const forgottenAfterMs = 2_000;
const maxRemembered = 1_000;

/** Waits that grow from 100 to 500 ms while the same row is asked about again and again. */
export function createGrowingWait(clock: Clock): (id: string, timeoutMs: number) => Promise<void> {
  const waits = new Map<string, { readonly waitMs: number; readonly untilMs: number }>();

  return async (id, timeoutMs) => {
    const nowMs = clock.now();
    const last = waits.get(id);
    const again = last !== undefined && nowMs - last.untilMs < forgottenAfterMs;
    const waitMs = again ? Math.min(last.waitMs * growth, longestWaitMs) : firstWaitMs;
    if (waits.size >= maxRemembered) waits.clear();
    waits.set(id, { waitMs, untilMs: nowMs + waitMs });
    await clock.sleep(Math.min(timeoutMs, waitMs));
  };
}
