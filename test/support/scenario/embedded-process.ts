/** The embedded host as people run it: a process of its own, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const program = ['--import', './infra/local/typescript.mjs', 'infra/local/main.ts', '--empty'];
const readyWithinMs = 30_000;
const endsWithinMs = 10_000;

export interface EmbeddedProcess {
  readonly url: string;
  readonly dataFolder: string;
  /** Ends it as a power cut would: no handler of the process runs. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataFolder: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what the process prints. */
  readonly hear?: (printed: string) => void;
  /** Is given the process while it starts, to end it before it is ready. */
  readonly began?: (child: ChildProcess) => void;
}

/** @throws Error with what the process printed when it does not become ready */
export async function startEmbeddedProcess(options: EmbeddedOptions): Promise<EmbeddedProcess> {
  const child = spawn(process.execPath, program, {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(options.port ?? 0),
      COUNTERSIGN_DATA: options.dataFolder,
      COUNTERSIGN_STAGE: 'test',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (options.hear !== undefined) child.stdout?.setEncoding('utf8').on('data', options.hear);
  options.began?.(child);
  const url = await untilItSaysItsAddress(child);
  return {
    url,
    dataFolder: options.dataFolder,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

function untilItSaysItsAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let printed = '';
  const hear = (chunk: Buffer | string): void => {
    printed += chunk.toString();
    const address = /is ready: open (http:\S+)/.exec(printed)?.[1];
    if (address !== undefined) resolve(address);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  child.once('exit', () => reject(new Error(`the host ended before it was ready: ${printed}`)));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`the host was not ready within ${readyWithinMs} ms: ${printed}`));
  }, readyWithinMs);
  return promise.finally(() => {
    clearTimeout(timer);
    printed = '';
  });
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
  await ended;
  clearTimeout(timer);
}
