/** Time: the machine's, or on a test stage the machine's plus an offset that all processes share through the work table. */
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { invalidRequest } from '../errors.ts';
import type { Clock } from './ports.ts';
import type { Table } from './table.ts';

/** The longest delay a timer of Node takes; beyond it the timer would fire at once. */
const longestTimerMs = 2 ** 31 - 1;
/** One call to `advance` moves at most this far, so that no sum of calls leaves the range of a date by a slip. */
const maxAdvanceSeconds = 10 * 366 * 86_400;
const offsetKey = { pk: 'C#clock', sk: 'clock' } as const;
const offsetRow = z.object({ offsetMs: z.number().int().nonnegative() });

/** A clock for stages with `testClock`: moves forward only, for every process of the stage. */
export interface MovableClock extends Clock {
  /** Moves the time of the whole stage. @returns the new time. @throws CountersignError `invalid_request` outside 0..10 years. */
  advance(seconds: number): Promise<number>;
  /** Takes over what another process moved. Called at the start of each invocation. */
  refresh(): Promise<void>;
}

/** The machine's own time. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms) => {
      await wait(Math.min(Math.max(0, ms), longestTimerMs));
    },
  };
}

/**
 * The time of `base` plus the stage's offset. The offset is a row, so it outlives the process and is the same on both hosts.
 * `table` is asked for late, because the table itself reads this clock. Zero until the first `refresh`.
 */
export function createMovableClock(base: Clock, table: () => Table): MovableClock {
  let offsetMs = 0;
  const refresh = async (): Promise<void> => {
    const row = await table().get('work', offsetKey);
    // A slow answer that is older than what is known would turn time back.
    if (row !== undefined) offsetMs = Math.max(offsetMs, offsetRow.parse(row).offsetMs);
  };
  const now = (): number => base.now() + offsetMs;

  return {
    now,
    sleep: (ms) => base.sleep(ms),
    refresh,
    async advance(seconds) {
      if (!(seconds >= 0 && seconds <= maxAdvanceSeconds)) {
        throw invalidRequest([{ pointer: '/advanceSeconds', message: `must be between 0 and ${maxAdvanceSeconds}` }]);
      }
      const add = { offsetMs: Math.round(seconds * 1000) };
      await table().commit([{ kind: 'update', table: 'work', key: offsetKey, add }]);
      await refresh();
      return now();
    },
  };
}
