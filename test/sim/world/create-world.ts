/** A run: one seed, one virtual clock, one scheduler, the product's own code over one database, and what was seen of it. */

import type { Database } from '../../../lib/platform/local/database.ts';
import { forgetEverything } from '../load/process-memory.ts';
import { clockOf, loopClockOf } from './clocks.ts';
import type { Enter } from './gated-port.ts';
import { invoke } from './invocation.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { isRead, type PortCall } from './port-call.ts';
import { createProcess, type SimulatedProcess } from './process.ts';
import { createRandom, type Random } from './random.ts';
import { createRecord, type Record } from './record.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createSeededIds } from './seeded-ids.ts';
import { copyStore, openStore } from './store.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { enterRun } from './wall-clock.ts';
import { type Snapshot, Stalled, type World, type WorldSettings } from './world.ts';

const startTime = Date.UTC(2026, 0, 5, 9);
/** A run that needs more goes round in circles. */
const maxSteps = 100_000;
/** So that the order of calls does not follow the identifiers. */
const orderSalt = 0x5eed;
/** These only begin what goes on at the host's own store. */
const beginOnly: ReadonlySet<string> = new Set(['engine.start', 'engine.wake', 'engine.stop', 'queue.send']);
const kindOf = (call: PortCall) => (isRead(call) ? 'read' : call.port === 'host store' ? 'queue' : 'write');

export async function createWorld(settings: WorldSettings): Promise<World> {
  forgetEverything();
  return new SimulatedWorld(settings, await openStore(settings.from?.stored));
}

class SimulatedWorld implements World {
  readonly seed: number;
  readonly random: Random;
  readonly mirror: Mirror;
  readonly #settings: WorldSettings;
  readonly #database: Database;
  readonly #clock: VirtualClock;
  readonly #scheduler: Scheduler;
  readonly #record: Record;
  #process: SimulatedProcess;
  #idlers: (() => void)[] = [];
  #faultsMayHappen = true;
  #calls = 0;
  #steps = 0;

  constructor(settings: WorldSettings, database: Database) {
    this.#settings = settings;
    this.#database = database;
    this.seed = settings.seed;
    this.random = createRandom(settings.seed);
    this.#scheduler = createScheduler(
      settings.order === 'seeded' ? createRandom(settings.seed ^ orderSalt) : undefined,
    );
    this.#clock = createVirtualClock(settings.from?.now ?? startTime);
    this.mirror = settings.from?.mirror.copy() ?? createMirror();
    this.#record = createRecord(() => this.#clock.now() - startTime);
    this.#process = this.#boot();
  }

  get process() {
    return this.#process;
  }
  get violations() {
    return this.#record.violations;
  }
  get logged() {
    return this.#record.logged;
  }
  get heardByModel() {
    return this.#record.heardByModel;
  }
  get calls() {
    return this.#calls;
  }

  now(): number {
    return this.#clock.now();
  }

  violate(what: string): void {
    this.#record.violate(what);
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    let done = false;
    enterRun({
      clock: this.#clock,
      owner: () => this.#process,
      onWallClock: (asked) => this.violate(`I15: ${asked}`),
      onCrash: (error) => this.violate(`the process ended by itself: ${error}`),
    });
    const result = work().finally(() => {
      done = true;
    });
    // Whoever awaits the result hears of it; until then nobody has to.
    result.catch(() => {});
    try {
      while (!done && (await this.#step(() => done)));
    } finally {
      enterRun(undefined);
    }
    return result;
  }

  idle(): Promise<void> {
    return new Promise((goOn) => void this.#idlers.push(goOn));
  }

  sleep(ms: number): Promise<void> {
    return clockOf(this.#clock, () => undefined).sleep(ms);
  }

  patience(ms: number): { readonly over: Promise<undefined>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const fire = () => resolve(undefined);
    const timer = this.#clock.set({ at: this.now() + ms, owner: undefined, fire, nap: false, since: 0 });
    return { over: promise, cancel: () => this.#clock.cancel(timer) };
  }

  pass(ms: number): void {
    this.#clock.pass(ms);
  }

  endFaults(): void {
    this.#faultsMayHappen = false;
  }

  kill(): void {
    const dead = this.#process;
    dead.kill();
    this.#scheduler.drop(dead);
    this.#clock.cancelAllOf(dead);
    forgetEverything();
    this.#process = this.#boot();
  }

  snapshot(): Snapshot {
    return { stored: copyStore(this.#database), mirror: this.mirror.copy(), now: this.now() };
  }

  traceHash(): string {
    return this.#record.hash();
  }

  #boot(): SimulatedProcess {
    const owner = () => booted;
    const booted: SimulatedProcess = createProcess({
      database: this.#database,
      clock: clockOf(this.#clock, owner),
      loopClock: () => loopClockOf(this.#clock, owner),
      ids: createSeededIds(this.#clock, this.random),
      log: this.#record.log,
      model: this.#record.listening(this.#settings.model),
      enter: this.#enter,
      onFailedStart: () => this.kill(),
    });
    void invoke(undefined, async () => booted.start());
    return booted;
  }

  /** One thing that can go on, and else the passing of time. False when `work` is done and nothing waits at a gate. */
  async #step(isDone: () => boolean): Promise<boolean> {
    this.#steps += 1;
    if (this.#steps > maxSteps) throw new Stalled(`more than ${maxSteps} steps`);
    if (await this.#scheduler.step()) return true;
    if (isDone()) return false;
    if (this.#clock.fireNap()) return true;
    if (this.#idlers.length > 0) {
      for (const goOn of this.#idlers.splice(0)) goOn();
      return true;
    }
    if (this.#clock.fireNext()) return true;
    throw new Stalled('nothing waits for time, and yet the run is not over');
  }

  readonly #enter: Enter = (call, work) =>
    new Promise((resolve, reject) => {
      const go = (): Promise<void> =>
        this.#letIn(call, work, {
          // The port's own answer, or one that its contract allows instead.
          answered: (answer) => resolve(answer as Awaited<ReturnType<typeof work>>),
          failed: reject,
        });
      this.#scheduler.park({ process: call.process, kind: kindOf(call), go });
    });

  /** Does what was asked for, or what the plan wants instead. Resolves when the others may go on. */
  #letIn(
    call: PortCall,
    work: () => Promise<unknown>,
    caller: { readonly answered: (answer: unknown) => void; readonly failed: (error: unknown) => void },
  ): Promise<void> {
    this.#calls += 1;
    const number = this.#calls;
    const held = Promise.withResolvers<void>();
    const perform = () => this.#perform(call, work);
    const fate = this.#faultsMayHappen ? this.#settings.plan(call, number, this) : undefined;
    const happening = { call, world: this, perform, letOthersGo: held.resolve };
    invoke(call.invocation, () => fate?.(happening) ?? perform()).then(
      (answer) => {
        this.#record.note(call, number, 'answered');
        if (call.process.alive) caller.answered(answer);
        held.resolve();
      },
      (error: unknown) => {
        this.#record.note(call, number, error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
        if (call.process.alive) caller.failed(error);
        held.resolve();
      },
    );
    if (beginOnly.has(`${call.port}.${call.method}`)) held.resolve();
    return held.promise;
  }

  async #perform(call: PortCall, work: () => Promise<unknown>): Promise<unknown> {
    const answer = await work();
    if (!isRead(call)) this.#clock.stir();
    if (call.port === 'table' && call.method === 'commit') {
      const made = { writes: call.writes, at: this.now(), by: call.invocation, interference: false };
      this.#settings.onCommit(await this.mirror.follow(call.process.table, made), this);
    }
    return answer;
  }
}
