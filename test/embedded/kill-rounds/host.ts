/** One host over many lives: killed at any moment, started again on the same data. Clients wait while there is none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedProcess, startEmbeddedProcess } from '../../support/scenario/embedded-process.ts';
import { type Host, hostOfProcess } from '../../support/scenario/host.ts';

export interface MortalHost extends Host {
  readonly dataFolder: string;
  /** Resolves as soon as a process answers. */
  up(): Promise<void>;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  /** Starts a process and kills it that many milliseconds later, whatever it is doing then. */
  startAndKill(afterMs: number): Promise<void>;
  start(): Promise<void>;
  /** Ends the process as its user would, and keeps its data until `stop`. */
  halt(): Promise<void>;
  /** How often each error was logged, by its event. */
  readonly errors: ReadonlyMap<string, number>;
}

const isError = /"level":"error".*?"event":"([^"]+)"/g;

export async function openMortalHost(): Promise<MortalHost> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-kill-'));
  const errors = new Map<string, number>();
  const hear = (printed: string): void => {
    for (const [, event = ''] of printed.matchAll(isError)) errors.set(event, (errors.get(event) ?? 0) + 1);
  };
  let child: EmbeddedProcess | undefined;
  let rising = Promise.withResolvers<void>();
  const running = (): EmbeddedProcess => {
    if (child === undefined) throw new Error('no process runs');
    return child;
  };
  const start = async (): Promise<void> => {
    child = await startEmbeddedProcess({ dataFolder, hear });
    rising.resolve();
  };
  const host = hostOfProcess(running);
  await start();
  return {
    get url() {
      return host.url;
    },
    token: host.token,
    advance: host.advance,
    mailbox: host.mailbox,
    dataFolder,
    errors,
    start,
    up: () => rising.promise,
    async kill() {
      rising = Promise.withResolvers<void>();
      await running().kill();
    },
    async startAndKill(afterMs) {
      let timer: NodeJS.Timeout | undefined;
      const began = (process: { kill(signal: 'SIGKILL'): unknown }): void => {
        timer = setTimeout(() => process.kill('SIGKILL'), afterMs);
      };
      const started = await startEmbeddedProcess({ dataFolder, hear, began }).catch(() => undefined);
      clearTimeout(timer);
      await started?.kill();
    },
    halt: async () => child?.stop(),
    async stop() {
      await child?.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
