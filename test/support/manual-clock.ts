import type { Clock } from '../../lib/platform/index.ts';

export interface ManualClock extends Clock {
  pass(seconds: number): void;
}

/** A clock that stands still until told; sleeping takes one real millisecond, so that loops which wait come round. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
    pass: (seconds) => {
      nowMs += seconds * 1000;
    },
  };
}
