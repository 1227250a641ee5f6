/** Programs that a run starts. Each is ended by its own id, also when the run fails half-way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

const politeMs = 15_000;
const forcedMs = 5_000;
const pollMs = 100;

export interface StartOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Output of the program; without it, it goes to this process's own. */
  readonly logFile?: string;
  readonly folder?: string;
}

const running = new Set<ChildProcess>();

/** Starts a program that keeps running until `stopAll`. */
export function startProgram(command: string, args: readonly string[], options: StartOptions): ChildProcess {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'w');
  const output = log ?? 'inherit';
  const child = spawn(command, args, {
    env: { ...options.environment },
    cwd: options.folder,
    stdio: ['ignore', output, output],
  });
  if (log !== undefined) closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end. @returns its exit status
 * @throws Error when it could not be started or took longer than `timeoutMs`; it is ended then
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: StartOptions & { readonly timeoutMs: number },
): Promise<number> {
  const child = startProgram(command, args, options);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(
    () => reject(new Error(`${command} took longer than ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );
  child.once('error', reject);
  child.once('exit', (status) => resolve(status ?? 1));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await stop(child);
  }
}

/** As `runProgram`. @throws Error naming the program when it ends with another status than 0 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: StartOptions & { readonly timeoutMs: number },
): Promise<void> {
  const status = await runProgram(command, args, options);
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${status}${options.logFile ? `; see ${options.logFile}` : ''}`,
    );
  }
}

/** Ends whatever is still running, newest first. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].reverse().map(stop));
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGTERM');
  if (await ended(child, politeMs)) return;
  child.kill('SIGKILL');
  await ended(child, forcedMs);
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

async function ended(child: ChildProcess, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!hasEnded(child) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, pollMs));
  return hasEnded(child);
}

/** Asks again until `probe` answers true. @throws Error naming `what` when that takes longer than `withinMs` */
export async function untilReady(what: string, withinMs: number, probe: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await probe().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what} was not ready within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
