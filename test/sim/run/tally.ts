/** What a number of runs has come to. Tallies of several processes are added up. */
import type { Outcome, Run } from './battery.ts';

export interface Failure {
  readonly run: Run;
  readonly violations: readonly string[];
}

export interface Tally {
  readonly runs: number;
  /** Calls at ports in all runs. */
  readonly calls: number;
  /** The longest that a run took to come to rest. */
  readonly longestVirtualMs: number;
  readonly failed: number;
  /** The first ones. */
  readonly failures: readonly Failure[];
}

export const emptyTally: Tally = { runs: 0, calls: 0, longestVirtualMs: 0, failed: 0, failures: [] };
const keptFailures = 10;

export const withRun = (tally: Tally, run: Run, { violations, calls, virtualMs }: Outcome): Tally =>
  sum(tally, {
    runs: 1,
    calls,
    longestVirtualMs: virtualMs,
    failed: violations.length > 0 ? 1 : 0,
    failures: violations.length > 0 ? [{ run, violations }] : [],
  });

export const sum = (a: Tally, b: Tally): Tally => ({
  runs: a.runs + b.runs,
  calls: a.calls + b.calls,
  longestVirtualMs: Math.max(a.longestVirtualMs, b.longestVirtualMs),
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures].slice(0, keptFailures),
});

/** The rule of three: with no failure in n independent runs, the 95 % upper bound of the rate is 3/n. */
export const boundOf = ({ runs, failed }: Tally): string =>
  failed > 0 || runs === 0 ? '–' : `${((3 / runs) * 100).toPrecision(2)} %`;
