/** `npm run bench -- bare`: what this machine can do at all, by a program that only does what no host could leave out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { type Client, createClient } from './client.ts';
import type { CycleTimes } from './cycle.ts';
import { report, summary } from './figures.ts';
import { startProgram } from './program.ts';

const warmUpCycles = 300;
const singleCycles = 1000;
const concurrent = 16;
const concurrentMs = 5_000;
const root = join(import.meta.dirname, '../..');
/** Tokens are as long, and so is what is asked. */
const token = 'x'.repeat(600);
const question = { taskIntent: 'What about refunds in region 7?', text: 'x'.repeat(150) };

export interface BareFigures {
  readonly start: { readonly p50: number; readonly p99: number };
  readonly decide: { readonly p50: number; readonly p99: number };
  readonly perSecond: number;
}

export async function measureBare(): Promise<BareFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bare-'));
  const port = await freePort();
  const loader = join(root, 'infra/local/typescript.mjs');
  const program = startProgram(
    process.execPath,
    ['--import', loader, join(root, 'test/bench/bare-host.ts'), String(port), folder],
    { folder },
  );
  const client = createClient(port, concurrent);
  try {
    await program.firstLine();
    const figures = await measure(client);
    report('bare program: start → waiting, p50', figures.start.p50, 'ms', undefined);
    report('bare program: start → waiting, p99', figures.start.p99, 'ms', undefined);
    report('bare program: decide → applied, p50', figures.decide.p50, 'ms', undefined);
    report('bare program: decide → applied, p99', figures.decide.p99, 'ms', undefined);
    report(`bare program: full cycles, ${concurrent} at a time`, figures.perSecond, '/s', undefined);
    return figures;
  } finally {
    client.close();
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(client: Client): Promise<BareFigures> {
  for (let done = 0; done < warmUpCycles; done += 1) await cycle(client);
  const times: CycleTimes[] = [];
  for (let done = 0; done < singleCycles; done += 1) times.push(await cycle(client));
  const began = performance.now();
  let count = 0;
  const run = async (): Promise<void> => {
    for (; performance.now() - began < concurrentMs; count += 1) await cycle(client);
  };
  await Promise.all(Array.from({ length: concurrent }, run));
  return {
    start: summary(times.map((time) => time.startToWaitingMs)),
    decide: summary(times.map((time) => time.decideToAppliedMs)),
    perSecond: count / ((performance.now() - began) / 1000),
  };
}

/** The product is asked twice for its state, at once and then when it changes; here once. */
async function cycle(client: Client): Promise<CycleTimes> {
  const began = performance.now();
  const id = await ok(client.call('POST', '/start', token, question));
  await ok(client.call('GET', `/wait/${id}`, token));
  const startToWaitingMs = performance.now() - began;
  await ok(client.call('GET', `/show/${id}`, token));
  const decided = performance.now();
  await ok(client.call('POST', `/decide/${id}`, token, { digest: 'x'.repeat(71) }));
  return { startToWaitingMs, decideToAppliedMs: performance.now() - decided };
}

async function ok(call: ReturnType<Client['call']>): Promise<string> {
  const { status, body } = await call;
  if (status !== 200) throw new Error(`the bare program answered ${status}`);
  return body.id;
}
