/** The embedded host as its users run it: a process of its own on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../infra/local/oidc/signing-key.ts';
import { people } from '../../infra/local/people.ts';
import packageFile from '../../package.json' with { type: 'json' };

export interface HostProcess {
  readonly port: number;
  readonly dataFolder: string;
  /** from the start of the process to `/ready` */
  readonly readyMs: number;
  token(person: string): string;
  /** resident memory of the process, in MB */
  residentMegabytes(): number;
  stop(): Promise<void>;
}

const root = new URL('../..', import.meta.url).pathname;
/** What `npm start` gives to Node, its limits on memory among it. */
export const startArguments: readonly string[] = packageFile.scripts.start.split(' ').slice(1);
const readyLimitMs = 30_000;
const lookEveryMs = 5;

export async function startHostProcess(
  options: { readonly environment?: Readonly<Record<string, string>>; readonly dataFolder?: string } = {},
): Promise<HostProcess> {
  const port = await freePort();
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const started = performance.now();
  const child = spawn(process.execPath, [...startArguments, '--empty'], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: String(port), COUNTERSIGN_DATA: dataFolder, ...options.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const readyMs = await readyAfter(child, port, started);
  return {
    port,
    dataFolder,
    readyMs,
    token: (id) => {
      const person = people.find((one) => one.id === id);
      if (person === undefined) throw new Error(`${id} is not one of the ready-made people`);
      return personalToken(person, openSigningKey(dataFolder), Date.now());
    },
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function readyAfter(child: ChildProcess, port: number, started: number): Promise<number> {
  while (performance.now() - started < readyLimitMs) {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    if (answer?.status === 200) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error('the host did not become ready');
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
