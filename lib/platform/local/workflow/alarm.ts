/** One timer for the earliest moment anything is due. It may ring for nothing; it never rings too late. */
import type { Clock } from '../../ports.ts';

export interface Alarm {
  /** Rings at `dueAt` (epoch milliseconds) at the latest. */
  set(dueAt: number): void;
  /** Forgets what was set: a test has moved the clock, and the timer still counts the time of before. */
  reset(dueAt: number): void;
  close(): void;
}

/** setTimeout holds no more than 2^31 - 1 ms; a longer wait looks at the clock once a day. */
const longestTimerMs = 24 * 60 * 60 * 1000;

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringsAt = Number.POSITIVE_INFINITY;
  let open = true;

  const arm = (dueAt: number): void => {
    clearTimeout(timer);
    ringsAt = dueAt;
    timer = setTimeout(
      () => {
        ringsAt = Number.POSITIVE_INFINITY;
        ring();
      },
      Math.min(Math.max(dueAt - clock.now(), 0), longestTimerMs),
    );
  };

  return {
    set(dueAt) {
      if (open && dueAt < ringsAt) arm(dueAt);
    },
    reset(dueAt) {
      if (open) arm(dueAt);
    },
    close() {
      open = false;
      clearTimeout(timer);
    },
  };
}
