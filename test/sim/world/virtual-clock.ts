/** The one clock of a run. It stands still while anything can go on, and then jumps to whatever is due next. */

/** Whose timer it is: a process takes its timers with it when it ends. Undefined = people and their programs outside. */
export type Owner = object | undefined;

export interface Timer {
  readonly at: number;
  readonly owner: Owner;
  readonly fire: () => void;
  /** The short sleep of a loop that looks for work: it wakes early enough when there is any, and is no reason for time to pass. */
  readonly nap: boolean;
  /** Of a nap: how much had happened when its loop last began to look. */
  readonly since: number;
}

export interface VirtualClock {
  now(): number;
  set(timer: Timer): Timer;
  cancel(timer: Timer): void;
  cancelAllOf(owner: object): void;
  /** Counts what has happened. */
  readonly happened: number;
  /** Something happened that a looking loop may find. */
  stir(): void;
  /** Fires the next timer that must not wait for people: naps only if something happened since their loop looked. False when there is none. */
  fireNap(): boolean;
  /** Jumps to the next timer that is no nap and fires it. False when there is none. */
  fireNext(): boolean;
  /** Moves time at once, as it passes for a host that sleeps, and lets all loops look. */
  pass(ms: number): void;
}

export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  let happened = 0;
  const timers = new Set<Timer>();

  const earliest = (wanted: (timer: Timer) => boolean): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers) if (wanted(timer) && (found === undefined || timer.at < found.at)) found = timer;
    return found;
  };
  const fire = (timer: Timer | undefined): boolean => {
    if (timer === undefined) return false;
    timers.delete(timer);
    if (timer.at > now) {
      now = timer.at;
      // Time itself may have made something due.
      if (!timer.nap) happened += 1;
    }
    timer.fire();
    return true;
  };

  return {
    now: () => now,
    get happened() {
      return happened;
    },
    set(timer) {
      timers.add(timer);
      return timer;
    },
    cancel: (timer) => timers.delete(timer),
    cancelAllOf(owner) {
      for (const timer of timers) if (timer.owner === owner) timers.delete(timer);
    },
    stir: () => {
      happened += 1;
    },
    fireNap() {
      const nap = earliest((timer) => timer.nap && timer.since < happened);
      if (nap === undefined) return false;
      return fire(earliest((timer) => timer === nap || (!timer.nap && timer.at <= nap.at)));
    },
    fireNext: () => fire(earliest((timer) => !timer.nap)),
    pass(ms) {
      now += ms;
      happened += 1;
    },
  };
}
