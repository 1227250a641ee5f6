/** `npm run sim:full`: the whole battery on all cores, with figures and their 95 % bound. */
import { availableParallelism } from 'node:os';
import { bugs } from './bugs/index.ts';
import type { Found } from './run/battery.ts';
import { type Part, parts } from './run/parts.ts';
import { simulateJson } from './run/processes.ts';
import { boundOf, emptyTally, sum, type Tally } from './run/tally.ts';
import { commandOf, commitInWords, shortened } from './run/words.ts';

const pairs = 5_000;
const schedulesPerRace = 5_000;
const sizeOf: Readonly<Record<Part, number>> = { golden: 0, faults: 0, pairs, races: schedulesPerRace };
const processes = Math.max(1, availableParallelism());

let isSound = true;
console.log(`commit ${commitInWords()}, ${processes} processes`);
for (const part of parts) await runPart(part);
await runBugs();
process.exit(isSound ? 0 : 1);

async function runPart(part: Part): Promise<void> {
  const startedAt = performance.now();
  const shares = await Promise.all(
    Array.from({ length: processes }, (_, number) =>
      simulateJson(['--part', part, '--share', `${number}/${processes}`, '--size', String(sizeOf[part])]),
    ),
  );
  // Each is what the other end has just made of its own tally.
  const tally = (shares as Tally[]).reduce(sum, emptyTally);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const rest = `slowest to rest ${Math.round(tally.longestVirtualMs / 1000)} virtual s`;
  console.log(
    `${part}: ${tally.runs} runs, ${tally.calls} calls, ${tally.failed} failed (95 %: ≤ ${boundOf(tally)}), ${rest}, ${seconds} s`,
  );
  for (const { run, violations } of tally.failures)
    console.log(`  ${commandOf(run)}\n    ${violations.map(shortened).join('\n    ')}`);
  isSound &&= tally.failed === 0;
}

async function runBugs(): Promise<void> {
  const waiting = [...bugs];
  const numbers: number[] = [];
  const worker = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const found = (await simulateJson(['--find', '--bug', bug.name])) as Found | null;
      if (found === null) isSound = false;
      else numbers.push(found.number);
      const how =
        found === null
          ? 'NOT FOUND'
          : `run ${found.number}: ${commandOf(found.run)}\n    ${shortened(found.violation)}`;
      console.log(`  ${bug.name}: ${how}`);
    }
  };
  await Promise.all(Array.from({ length: processes }, worker));
  const median = numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  console.log(`bugs: ${numbers.length} of ${bugs.length} found, median after ${median} runs`);
}
