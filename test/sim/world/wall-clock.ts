/** Takes the machine's time and chance away from everything that runs in a simulation, and tells who asked for them (I15). */
import type { Owner, Timer, VirtualClock } from './virtual-clock.ts';

/** The run that timers belong to at the moment. */
interface Running {
  readonly clock: VirtualClock;
  readonly owner: () => Owner;
  readonly onWallClock: (asked: string) => void;
  /** Something failed where nobody listened: a real host's process would have ended. */
  readonly onCrash: (error: unknown) => void;
}

let running: Running | undefined;
export const enterRun = (run: Running | undefined): void => {
  running = run;
};

/** The clock port itself is where the machine's time may be read. */
const clockPort = 'lib/platform/clock.ts';
const ownSources = /\/(?:lib|functions|infra)\/[\w./-]+\.tsx?/;

const looksEvery = 61;
/** The message, `asker`, `tell` and what was asked; then comes who asked. */
const framesOfOurOwn = 4;
const framesLookedAt = 4;

/** Who of the product's own sources asked, unless it was the clock port. */
function asker(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesLookedAt;
  const lines = (new Error('asked').stack ?? '').split('\n').slice(framesOfOurOwn);
  Error.stackTraceLimit = limit;
  const [who] = lines;
  return who !== undefined && ownSources.test(who) && !who.includes(clockPort) ? who.trim() : undefined;
}

function tell(what: string): void {
  const who = running === undefined ? undefined : asker();
  if (who !== undefined) running?.onWallClock(`${what} ${who}`);
}

/** Once per process, before the first run. Time stands at the moment of the call. */
export function takeAwayTheWallClock(): void {
  process.on('unhandledRejection', (error) => {
    if (running === undefined) throw error;
    running.onCrash(error);
  });
  const frozenAt = Date.now();
  const chance = Math.random;
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const RealDate = Date;
  let made = 0;
  class FrozenDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      // The constructor's overloads can not be spread into.
      super(...((given.length === 0 ? [frozenAt] : given) as [number]));
      // JSONata makes one for each expression: looking at who asks each time would take longer than all the rest.
      if (given.length > 0) return;
      made += 1;
      if (made % looksEvery === 0) tell('new Date()');
    }
    static override now(): number {
      tell('Date.now()');
      return frozenAt;
    }
  }
  globalThis.Date = FrozenDate as DateConstructor;
  Math.random = () => {
    tell('Math.random()');
    return chance();
  };
  const virtualTimers = {
    setTimeout: (fire: () => void, ms = 0) =>
      running === undefined
        ? realSetTimeout(fire, ms)
        : running.clock.set({ at: running.clock.now() + ms, owner: running.owner(), fire, nap: false, since: 0 }),
    clearTimeout: (timer: Timer | NodeJS.Timeout | undefined) => {
      if (timer !== undefined && 'nap' in timer) running?.clock.cancel(timer);
      else realClearTimeout(timer);
    },
  };
  Object.assign(globalThis, virtualTimers);
}
