/** Which of the calls that wait at a port goes next: one at a time, so that a seed decides the whole order of a run. */
import type { SimulatedProcess } from './process.ts';
import type { Random } from './random.ts';

/** A call at a port that has not been let in yet. */
export interface Parked {
  readonly process: SimulatedProcess;
  /** `queue`: it writes, and whatever is written after it in this process is written after it. `write`: it comes after those. */
  readonly kind: 'read' | 'write' | 'queue';
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
  /** The host's database takes writes in the order they were given to it. */
  const mayGo = (call: Parked, place: number): boolean =>
    call.kind === 'read' ||
    !parked.slice(0, place).some(({ kind, process }) => kind === 'queue' && process === call.process);
  return {
    park: (call) => parked.push(call),
    drop: (process) => {
      parked = parked.filter((call) => call.process !== process);
    },
    async step() {
      await settled();
      const allowed = parked.filter(mayGo);
      const call = allowed[random === undefined || allowed.length < 2 ? 0 : random.below(allowed.length)];
      if (call === undefined) return false;
      parked.splice(parked.indexOf(call), 1);
      await call.go();
      return true;
    },
  };
}
