/** `npm run bench:peers`: the same cycle on Countersign and on programs that do a part of what it does, one after the other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { summary } from '../figures.ts';
import { startProgram } from '../program.ts';
import type { Contestant, Surroundings } from './contestant.ts';
import { countersign, langGraph, restate } from './contestants.ts';

/** As in the bench of the product: each program has compiled by then what it runs often. */
const warmUpCycles = 300;
const singleCycles = 200;
const concurrent = 16;
const concurrentMs = 8_000;
const repository = join(import.meta.dirname, '../../..');

const figures = (times: readonly number[]): string => {
  const { p50, p99 } = summary(times);
  return `${p50.toFixed(1)} / ${p99.toFixed(1)}`.padStart(15);
};

async function measure(contestant: Contestant): Promise<string> {
  for await (const _ of contestant.cycles((done) => done < warmUpCycles));
  const times = [];
  for await (const time of contestant.cycles((done) => done < singleCycles)) times.push(time);
  const until = performance.now() + concurrentMs;
  const began = performance.now();
  const processorMs = contestant.processorMs();
  let count = 0;
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for await (const _ of contestant.cycles(() => performance.now() < until)) count += 1;
    }),
  );
  const rate = count / ((performance.now() - began) / 1000);
  return [
    contestant.name.padEnd(22),
    figures(times.map(({ startToWaitingMs }) => startToWaitingMs)),
    figures(times.map(({ decideToAppliedMs }) => decideToAppliedMs)),
    rate.toFixed(0).padStart(9),
    ((contestant.processorMs() - processorMs) / count).toFixed(1).padStart(14),
    contestant.residentMegabytes().toFixed(0).padStart(7),
    `  ${contestant.lacks}`,
  ].join('');
}

/** Somebody who can not be had is said to be missing; the others are measured all the same. */
async function tryOut(name: string, open: (surroundings: Surroundings) => Promise<Contestant>, modelUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-peer-'));
  try {
    const contestant = await open({ modelUrl, folder, connections: concurrent });
    try {
      console.log(await measure(contestant));
    } finally {
      await contestant.stop();
    }
  } catch (error) {
    console.log(`${name.padEnd(22)} not measured: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const model = startProgram(
  process.execPath,
  ['--import', './infra/local/typescript.mjs', 'test/bench/peers/model-server.ts'],
  { folder: repository },
);
try {
  const modelUrl = await model.firstLine();
  console.log(
    `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before; p50 / p99 in ms, one at a time; cycles/s, ${concurrent} at a time`,
  );
  console.log(`${''.padEnd(22)}start → waiting decide → applied  cycles/s  CPU ms/cycle     MB   without`);
  await tryOut('Countersign', countersign, modelUrl);
  await tryOut('LangGraph.js, SQLite', langGraph, modelUrl);
  await tryOut('Restate', restate, modelUrl);
} finally {
  await model.stop();
}
