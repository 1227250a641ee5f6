/** The same cycle on each: start, two turns of the agent, wait for a person, decide, applied to a store on disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { type Client, createClient } from '../client.ts';
import { type CycleTimes, cycles, prepare, stockUp } from '../cycle.ts';
import { startHostProcess } from '../host-process.ts';
import { startProgram } from '../program.ts';
import type { Contestant, Surroundings } from './contestant.ts';

const here = import.meta.dirname;
const anonymous = 'nobody';
/** More than there is time for: the others have no knowledge that must be brought in first. */
const mostCycles = 2_000;
const intent = 'What about refunds in region 7?';

export async function countersign({ modelUrl, folder, connections }: Surroundings): Promise<Contestant> {
  const host = await startHostProcess({ dataFolder: folder, environment: { MODEL_BASE_URL: modelUrl } });
  const client = createClient(host.port, connections);
  const stage = await prepare(host, client);
  await stockUp(stage, mostCycles);
  return {
    name: 'Countersign',
    lacks: '',
    cycles: (goesOn) => cycles(stage, goesOn),
    residentMegabytes: host.residentMegabytes,
    processorMs: host.processorMs,
    stop: async () => {
      client.close();
      await host.stop();
    },
  };
}

export async function langGraph({ modelUrl, folder, connections }: Surroundings): Promise<Contestant> {
  assertInstalled('@langchain/langgraph');
  const port = await freePort();
  const program = startProgram(process.execPath, [join(here, 'langgraph.mjs'), String(port), folder, modelUrl], {
    folder: here,
  });
  await program.ready(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
  const client = createClient(port, connections);
  const start = async () => (await ok(client, 'POST', '/start', { intent })).id;
  return {
    name: 'LangGraph.js, SQLite',
    lacks: 'sign-in, audit, conflicts, digests, links',
    cycles: (goesOn) =>
      repeat(goesOn, start, {
        wait: (id) => ok(client, 'GET', `/wait/${id}`),
        decide: (id) => ok(client, 'POST', `/decide/${id}`, { decision: 'approved' }),
      }),
    residentMegabytes: program.residentMegabytes,
    processorMs: program.processorMs,
    stop: async () => {
      client.close();
      await program.stop();
    },
  };
}

export async function restate({ modelUrl, folder, connections }: Surroundings): Promise<Contestant> {
  assertInstalled('@restatedev/restate-server');
  const [steps, ingress, admin, fabric] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const handlers = startProgram(process.execPath, [join(here, 'restate.mjs'), String(steps), folder, modelUrl], {
    folder: here,
  });
  const binary = join(here, 'node_modules/@restatedev/restate-server-linux-x64/bin/restate-server');
  const server = startProgram(binary, ['--no-logo'], {
    folder,
    quiet: true,
    environment: {
      RESTATE_BASE_DIR: folder,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    },
  });
  await server.ready(() => register(admin, steps));
  const client = createClient(ingress, connections);
  let started = 0;
  const start = async () => {
    started += 1;
    const id = `s${started}`;
    await ok(client, 'POST', `/Session/${id}/run/send`, { intent });
    return id;
  };
  return {
    name: 'Restate',
    lacks: 'sign-in, audit, conflicts, digests, links',
    cycles: (goesOn) =>
      repeat(goesOn, start, {
        wait: (id) => ok(client, 'POST', `/Session/${id}/waiting`),
        decide: async (id) => {
          await ok(client, 'POST', `/Session/${id}/decide`, { decision: 'approved' });
          return ok(client, 'GET', `/restate/workflow/Session/${id}/attach`);
        },
      }),
    residentMegabytes: () => server.residentMegabytes() + handlers.residentMegabytes(),
    processorMs: () => server.processorMs() + handlers.processorMs(),
    stop: async () => {
      client.close();
      await Promise.all([server.stop(), handlers.stop()]);
    },
  };
}

async function register(admin: number, steps: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${steps}` }),
  });
  return answer.ok;
}

/** @throws Error saying what to run */
function assertInstalled(name: string): void {
  if (!existsSync(join(here, 'node_modules', name)))
    throw new Error(`${name} is not installed: run npm install in test/bench/peers`);
}

async function ok(client: Client, method: string, path: string, body?: unknown) {
  const answer = await client.call(method, path, anonymous, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

interface Steps {
  wait(id: string): Promise<{ readonly waiting?: number }>;
  decide(id: string): Promise<{ readonly applied?: boolean }>;
}

async function* repeat(
  goesOn: (done: number) => boolean,
  start: () => Promise<string>,
  { wait, decide }: Steps,
): AsyncGenerator<CycleTimes> {
  for (let done = 0; goesOn(done); done += 1) {
    const began = performance.now();
    const id = await start();
    const { waiting } = await wait(id);
    if (waiting !== 3) throw new Error(`${waiting} artifacts wait`);
    const startToWaitingMs = performance.now() - began;
    const decided = performance.now();
    const { applied } = await decide(id);
    if (applied !== true) throw new Error('it was not applied');
    yield { startToWaitingMs, decideToAppliedMs: performance.now() - decided };
  }
}
