import type { CycleTimes } from '../cycle.ts';

/** One product under the same load. */
export interface Contestant {
  readonly name: string;
  /** What the others do within the same times, and this one does not. */
  readonly lacks: string;
  /** Full cycles one after the other, as one client runs them, until `goesOn` says no. */
  cycles(goesOn: (done: number) => boolean): AsyncGenerator<CycleTimes>;
  residentMegabytes(): number;
  /** Processor time of all its processes together. */
  processorMs(): number;
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly modelUrl: string;
  /** Of its own, for its data. */
  readonly folder: string;
  /** Connections that the load takes at most. */
  readonly connections: number;
}
