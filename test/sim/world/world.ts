/** What a run is to everything that takes part in it or looks at it. */
import type { Model } from '../../../lib/platform/index.ts';
import type { Commit, Mirror } from './mirror.ts';
import type { PortCall } from './port-call.ts';
import type { SimulatedProcess } from './process.ts';
import type { Random } from './random.ts';
import type { Stored } from './store.ts';

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
  /** From here on nothing goes wrong any more. */
  endFaults(): void;
  /** The process ends where it stands, and the next one starts over the same database. */
  kill(): void;
  snapshot(): Snapshot;
  /** Equal for equal runs: every call, in order, at its virtual time, with what came of it. */
  traceHash(): string;
}

export class Stalled extends Error {
  override readonly name = 'Stalled';
}
