import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** What passed and what failed, over everything that a run checks. */
export interface Tally {
  passed: number;
  failed: number;
}

const JestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  numTotalTestSuites: z.number(),
});

/** Adds what jest reported; a file that could not even be run counts as one failure. @throws Error when there is no report */
export function addJestReport(tally: Tally, file: string): string {
  const report = JestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  tally.passed += report.numPassedTests;
  tally.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  return `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped in ${report.numTotalTestSuites} files`;
}

/** Counts one check and says how it went. */
export function check(tally: Tally, what: string, problems: readonly string[]): void {
  if (problems.length === 0) {
    tally.passed += 1;
    console.log(`  ok    ${what}`);
    return;
  }
  tally.failed += 1;
  console.log(`  FAIL  ${what}`);
  for (const problem of problems) console.log(`        ${problem}`);
}
