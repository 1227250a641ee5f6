/** Which of the calls that wait at a port goes next: one at a time, so that a seed decides the whole order of a run. */
import type { SimulatedProcess } from './process.ts';
import type { Random } from './random.ts';

/** A call at a port that has not been let in yet. */
export interface Parked {
  readonly process: SimulatedProcess;
  /** Lets it in; resolves when the others may go on. */
  readonly go: () => Promise<void>;
}

export interface Scheduler {
  park(call: Parked): void;
  /** Calls of a process that has died are never let in. */
  drop(process: SimulatedProcess): void;
  /** Lets one call in, and what follows from it run up to the next ports. False when none waits. */
  step(): Promise<boolean>;
}

/** Everything that needs no port runs to its end before a macrotask does. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param random undefined = first come, first served */
export function createScheduler(random: Random | undefined): Scheduler {
  let parked: Parked[] = [];
  return {
    park: (call) => parked.push(call),
    drop: (process) => {
      parked = parked.filter((call) => call.process !== process);
    },
    async step() {
      await settled();
      const place = random === undefined || parked.length < 2 ? 0 : random.below(parked.length);
      const [call] = parked.splice(place, 1);
      if (call === undefined) return false;
      await call.go();
      return true;
    },
  };
}
