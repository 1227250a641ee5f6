/** `npm run bench`: figures of the main job beside their targets, on this machine, with the load in a process of its own. `-- <part>`: one of them. */
import { measureBare } from './bare.ts';
import { measureBundles } from './bundles.ts';
import { createClient } from './client.ts';
import { measureCost } from './cost.ts';
import { cycles, prepare, type Stage, stockUp } from './cycle.ts';
import { report, summary } from './figures.ts';
import { startHostProcess } from './host-process.ts';
import { measureLargeApply } from './large-apply.ts';
import { measureMemory } from './memory.ts';
import { measureScale } from './scale.ts';

const warmUpCycles = 300;
const singleCycles = 300;
const concurrent = 16;
const concurrentMs = 10_000;
/** More than there is time for. */
const mostConcurrentCycles = 2_500;

async function single(stage: Stage): Promise<number> {
  const times = [];
  for await (const time of cycles(stage, (done) => done < singleCycles)) times.push(time);
  const start = summary(times.map((time) => time.startToWaitingMs));
  const decide = summary(times.map((time) => time.decideToAppliedMs));
  report('start → waiting, one at a time, p50', start.p50, 'ms', 4);
  report('start → waiting, one at a time, p99', start.p99, 'ms', 15);
  report('decide → applied, one at a time, p50', decide.p50, 'ms', 3);
  report('decide → applied, one at a time, p99', decide.p99, 'ms', 12);
  return start.p50;
}

async function many(stage: Stage): Promise<{ readonly count: number; readonly perSecond: number }> {
  const until = performance.now() + concurrentMs;
  let count = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for await (const _ of cycles(stage, () => performance.now() < until)) count += 1;
    }),
  );
  const perSecond = count / ((performance.now() - started) / 1000);
  report(`full cycles, ${concurrent} at a time`, perSecond, '/s', 400, false);
  return { count, perSecond };
}

/** In the same run, because the machine is not the same from hour to hour. */
async function mainBesideBare(): Promise<void> {
  const product = await mainJob();
  const bare = await measureBare();
  report('start → waiting, times the bare program', product.startMs / bare.start.p50, '×', undefined);
  report('cycles, share of the bare program', (product.perSecond / bare.perSecond) * 100, '%', undefined);
}

async function mainJob(): Promise<{ readonly startMs: number; readonly perSecond: number }> {
  const host = await startHostProcess();
  try {
    report('ready on an empty data folder', host.readyMs, 'ms', 3000);
    const client = createClient(host.port, concurrent);
    const stage = await prepare(host, client);
    for await (const _ of cycles(stage, (done) => done < warmUpCycles));
    await stockUp(stage, mostConcurrentCycles);
    const startMs = await single(stage);
    const { count, perSecond } = await many(stage);
    report(`resident memory after ${count + warmUpCycles + singleCycles} cycles`, host.residentMegabytes(), 'MB', 200);
    client.close();
    return { startMs, perSecond };
  } finally {
    await host.stop();
  }
}

const parts: Readonly<Record<string, () => unknown>> = {
  main: mainBesideBare,
  bare: measureBare,
  large: measureLargeApply,
  bundles: measureBundles,
  cost: measureCost,
  scale: measureScale,
  memory: measureMemory,
};
/** Scale and memory take minutes, so they are asked for by name. */
const [asked] = process.argv.slice(2);
for (const name of asked === undefined ? ['main', 'large', 'bundles', 'cost'] : [asked]) {
  const measure = parts[name];
  if (measure === undefined) throw new Error(`there is no bench ${name}; there are ${Object.keys(parts).join(', ')}`);
  await measure();
}
