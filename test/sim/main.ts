/**
 * `npm run sim -- --seed N`: two faults chosen by the seed; `--scenario`, `--race` and `--faults` choose themselves.
 * `--part <part>`: a share of the battery, as JSON. `--find`: looks for the bug that `--bug` has planted, as JSON.
 */
import { parseArgs } from 'node:util';
import { parsePlan } from './faults/plan.ts';
import { findBug, pairOfFaults, perform, type Run } from './run/battery.ts';
import { parts, runsOf } from './run/parts.ts';
import { shrink } from './run/shrink.ts';
import { emptyTally, withRun } from './run/tally.ts';
import { commandOf, commitInWords, shortened } from './run/words.ts';
import { setUpHost } from './world/host.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    race: { type: 'string' },
    faults: { type: 'string' },
    bug: { type: 'string' },
    find: { type: 'boolean', default: false },
    part: { type: 'string' },
    share: { type: 'string', default: '0/1' },
    size: { type: 'string', default: '100' },
    stride: { type: 'string', default: '1' },
    runs: { type: 'string', default: '20000' },
  },
});

await setUpHost();
const isSound = await (values.find ? find() : values.part === undefined ? replay() : tally(values.part));
process.exit(isSound ? 0 : 1);

async function replay(): Promise<boolean> {
  const run = await chosenRun();
  const { violations, traceHash, calls, virtualMs, happened } = await perform(run);
  console.log(commandOf(run));
  console.log(`trace ${traceHash}: ${calls} calls, ${virtualMs / 1000} virtual seconds`);
  if (!happened) console.log('not every fault could happen');
  if (violations.length === 0) return true;
  for (const violation of violations) console.log(shortened(violation));
  console.log(`commit ${commitInWords()}, seed ${run.seed}, shrunk: ${commandOf(await shrink(run))}`);
  return false;
}

async function chosenRun(): Promise<Run> {
  const seed = Number(values.seed);
  if (values.race !== undefined) return { race: values.race, seed };
  if (values.scenario === undefined) return pairOfFaults(seed);
  return { scenario: values.scenario, seed, faults: parsePlan(values.faults ?? '') };
}

async function tally(name: string): Promise<boolean> {
  const part = parts.find((one) => one === name);
  if (part === undefined) throw new Error(`the parts are ${parts.join(', ')}`);
  const [number = 0, of = 1] = values.share.split('/').map(Number);
  const share = { number, of, size: Number(values.size), stride: Number(values.stride) };
  let counted = emptyTally;
  for await (const run of runsOf(part, share)) {
    const outcome = await perform(run);
    if (outcome.happened) counted = withRun(counted, run, outcome);
    if (outcome.violations.length > 0)
      console.error(`${commandOf(run)}\n  ${outcome.violations.map(shortened).join('\n  ')}`);
  }
  console.log(JSON.stringify(counted));
  return counted.failed === 0;
}

async function find(): Promise<boolean> {
  const found = await findBug(Number(values.runs));
  console.log(JSON.stringify(found ?? null));
  return found === undefined;
}
