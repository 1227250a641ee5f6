/** Programs that the bench starts, each in a process of its own, and what they take of the machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const readyLimitMs = 60_000;
const lookEveryMs = 5;

export interface Program {
  residentMegabytes(): number;
  /** Processor time that it has taken since it began. */
  processorMs(): number;
  stop(): Promise<void>;
  /** The first line that it prints. */
  firstLine(): Promise<string>;
  /** @throws Error when the program ends before `isReady` says yes, or takes longer than a minute. */
  ready(isReady: () => Promise<boolean>): Promise<void>;
}

/** What it prints to standard error is shown: a comparison with a program that fails is none. */
export function startProgram(
  command: string,
  parameters: readonly string[],
  options: {
    readonly folder: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly quiet?: boolean;
  },
): Program {
  const child = spawn(command, parameters, {
    cwd: options.folder,
    env: { PATH: process.env.PATH, HOME: options.folder, ...options.environment },
    stdio: ['ignore', 'pipe', options.quiet === true ? 'ignore' : 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve) => lines.once('line', resolve));
  return {
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    processorMs: () => processorMs(child.pid),
    stop: () => stopChild(child),
    firstLine: () => first,
    ready: async (isReady) => {
      const until = performance.now() + readyLimitMs;
      while (!(await isReady().catch(() => false))) {
        if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
        if (performance.now() > until) throw new Error(`${command} did not become ready`);
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    },
  };
}

/** The kernel counts in hundredths of a second: user and system time are the 14th and 15th field (proc(5)). */
function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
