/** A run: one seed, one virtual clock, one scheduler, the product's own code over one database, and what was seen of it. */
import { createHash } from 'node:crypto';
import type { Json, Log, Model } from '../../../lib/platform/index.ts';
import { forgetEverything } from '../load/process-memory.ts';
import { clockOf, loopClockOf } from './clocks.ts';
import type { Enter } from './gated-port.ts';
import { invoke } from './invocation.ts';
import { type Commit, createMirror, keyOfWrite, type Mirror } from './mirror.ts';
import { isRead, nameOf, type PortCall } from './port-call.ts';
import { createProcess, type SimulatedProcess } from './process.ts';
import { createRandom, type Random } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { createSeededIds } from './seeded-ids.ts';
import { copyStore, openStore, type Stored } from './store.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { enterRun } from './wall-clock.ts';

/** What may happen to a call instead of an answer. `perform` does what was asked for; `letOthersGo` ends this call's turn early. */
export interface Happening {
  readonly call: PortCall;
  readonly world: World;
  perform(): Promise<unknown>;
  letOthersGo(): void;
}
export type Fate = (happening: Happening) => Promise<unknown>;

/** Decides what happens to the call of that number; undefined = what was asked for. */
export type Plan = (call: PortCall, number: number, world: World) => Fate | undefined;

/** Where a run can begin again. */
export interface Snapshot {
  readonly stored: Stored;
  readonly mirror: Mirror;
  readonly now: number;
}

export interface WorldSettings {
  readonly seed: number;
  readonly plan: Plan;
  /** `seeded`: the seed also chooses which waiting call goes next. */
  readonly order: 'first come, first served' | 'seeded';
  readonly model: Model;
  readonly from?: Snapshot;
  /** Looks at each commit as it is made. */
  readonly onCommit: (commit: Commit, world: World) => void;
}

export interface World {
  readonly seed: number;
  readonly random: Random;
  readonly mirror: Mirror;
  readonly process: SimulatedProcess;
  readonly violations: readonly string[];
  /** Calls that were let in. */
  readonly calls: number;
  /** Lines of the log, of all processes. */
  readonly logged: readonly string[];
  /** Everything that a model was told. */
  readonly heardByModel: readonly string[];
  now(): number;
  violate(what: string): void;
  /** Runs everything until `work` is done. @throws Stalled, and what `work` throws */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** For work within a run: resolves when nothing can go on but by time. */
  idle(): Promise<void>;
  /** For work within a run: waits outside of any process. */
  sleep(ms: number): Promise<void>;
  /** The same, for as long as it matters. */
  patience(ms: number): { readonly over: Promise<undefined>; cancel(): void };
  /** Time passes at once. */
  pass(ms: number): void;
  /** The process ends where it stands, and the next one starts over the same database. */
  kill(): void;
  snapshot(): Snapshot;
  /** Equal for equal runs: every call, in order, at its virtual time, with what came of it. */
  traceHash(): string;
}

export class Stalled extends Error {
  override readonly name = 'Stalled';
}

const startTime = Date.UTC(2026, 0, 5, 9);
const kindOf = (call: PortCall) => (isRead(call) ? 'read' : call.port === 'host store' ? 'queue' : 'write');
/** A run that needs more goes round in circles. */
const maxSteps = 100_000;
/** These only begin what goes on at the host's own store. */
const beginOnly: ReadonlySet<string> = new Set(['engine.start', 'engine.wake', 'engine.stop', 'queue.send']);

export async function createWorld(settings: WorldSettings): Promise<World> {
  forgetEverything();
  const random = createRandom(settings.seed);
  const scheduler = createScheduler(settings.order === 'seeded' ? createRandom(settings.seed ^ 0x5eed) : undefined);
  const clock = createVirtualClock(settings.from?.now ?? startTime);
  const outside = clockOf(clock, () => undefined);
  const database = await openStore(settings.from?.stored);
  const mirror = settings.from?.mirror.copy() ?? createMirror();
  const trace = createHash('sha256');
  const violations: string[] = [];
  const logged: string[] = [];
  const heardByModel: string[] = [];
  const idlers: (() => void)[] = [];
  let calls = 0;
  let steps = 0;
  let process: SimulatedProcess;

  const log = (level: string) => (event: string, fields?: Readonly<Record<string, Json>>) =>
    void logged.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  const logs: Log = { info: log('info'), error: log('error') };

  const perform = async (call: PortCall, work: () => Promise<unknown>): Promise<unknown> => {
    const answer = await work();
    if (!isRead(call)) clock.stir();
    if (call.port === 'table' && call.method === 'commit') {
      const made = { writes: call.writes, at: clock.now(), by: call.invocation, interference: false };
      settings.onCommit(await mirror.follow(call.process.table, made), world);
    }
    return answer;
  };
  const note = (call: PortCall, number: number, outcome: string): void => {
    const rows = call.writes.map((write) => `${write.kind} ${keyOfWrite(write).sk}`).join();
    trace.update(`${number} ${clock.now() - startTime} ${nameOf(call)} ${rows} ${outcome}\n`);
  };

  const enter: Enter = (call, work) =>
    new Promise((resolve, reject) => {
      const go = (): Promise<void> => {
        calls += 1;
        const number = calls;
        const held = Promise.withResolvers<void>();
        const happening = { call, world, perform: () => perform(call, work), letOthersGo: held.resolve };
        const fate = settings.plan(call, number, world) ?? happening.perform;
        invoke(call.invocation, () => fate(happening)).then(
          (answer) => {
            note(call, number, 'answered');
            // The port's own answer, or one that its contract allows instead.
            if (call.process.alive) resolve(answer as Awaited<ReturnType<typeof work>>);
            held.resolve();
          },
          (error: unknown) => {
            note(call, number, error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
            if (call.process.alive) reject(error);
            held.resolve();
          },
        );
        if (beginOnly.has(`${call.port}.${call.method}`)) held.resolve();
        return held.promise;
      };
      scheduler.park({ process: call.process, kind: kindOf(call), go });
    });

  const boot = (): SimulatedProcess => {
    const ids = createSeededIds(outside, random);
    const owner = () => booted;
    const booted: SimulatedProcess = createProcess({
      database,
      clock: clockOf(clock, owner),
      loopClock: () => loopClockOf(clock, owner),
      ids,
      log: logs,
      model: {
        turn: (request) => {
          heardByModel.push(JSON.stringify([request.system, request.messages]));
          return settings.model.turn(request);
        },
      },
      enter,
      onFailedStart: () => world.kill(),
    });
    return booted;
  };

  /** False when nothing is left that could go on. */
  const step = async (isDone: () => boolean): Promise<boolean> => {
    steps += 1;
    if (steps > maxSteps) throw new Stalled(`more than ${maxSteps} steps`);
    if (await scheduler.step()) return true;
    if (isDone()) return false;
    if (clock.fireNap()) return true;
    if (idlers.length > 0) {
      for (const goOn of idlers.splice(0)) goOn();
      return true;
    }
    if (clock.fireNext()) return true;
    throw new Stalled('nothing waits for time, and yet the run is not over');
  };

  const world: World = {
    seed: settings.seed,
    random,
    mirror,
    violations,
    logged,
    heardByModel,
    get process() {
      return process;
    },
    get calls() {
      return calls;
    },
    now: () => clock.now(),
    violate: (what) => void violations.push(what),
    async run(work) {
      let done = false;
      const result = work().finally(() => {
        done = true;
      });
      result.catch(() => {});
      enterRun({
        clock,
        owner: () => process,
        onWallClock: (asked) => violations.push(`I15: ${asked}`),
        onCrash: (error) => violations.push(`the process ended by itself: ${error}`),
      });
      while (!done && (await step(() => done)));
      enterRun(undefined);
      return result;
    },
    idle: () => new Promise((goOn) => void idlers.push(goOn)),
    sleep: (ms) => outside.sleep(ms),
    patience(ms) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const fire = () => resolve(undefined);
      const timer = clock.set({ at: clock.now() + ms, owner: undefined, fire, nap: false, since: 0 });
      return { over: promise, cancel: () => clock.cancel(timer) };
    },
    pass: (ms) => clock.pass(ms),
    kill() {
      const dead = process;
      dead.kill();
      scheduler.drop(dead);
      clock.cancelAllOf(dead);
      forgetEverything();
      process = boot();
      void invoke(undefined, async () => process.start());
    },
    snapshot: () => ({ stored: copyStore(database), mirror: mirror.copy(), now: clock.now() }),
    traceHash: () => trace.copy().digest('hex').slice(0, 16),
  };
  process = boot();
  void invoke(undefined, async () => process.start());
  return world;
}
