/** The embedded host as its users run it: a process of its own on a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../infra/local/oidc/signing-key.ts';
import { people } from '../../infra/local/people.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { freePort } from '../support/free-port.ts';
import { startProgram } from './program.ts';

export interface HostProcess {
  readonly port: number;
  readonly dataFolder: string;
  /** from the start of the process to `/ready` */
  readonly readyMs: number;
  token(person: string): string;
  /** resident memory of the process, in MB */
  residentMegabytes(): number;
  /** processor time that it has taken since it began */
  processorMs(): number;
  stop(): Promise<void>;
}

const root = new URL('../..', import.meta.url).pathname;
/** What `npm start` gives to Node, its limits on memory among it. */
const startArguments: readonly string[] = packageFile.scripts.start.split(' ').slice(1);

export async function startHostProcess(
  options: { readonly environment?: Readonly<Record<string, string>>; readonly dataFolder?: string } = {},
): Promise<HostProcess> {
  const port = await freePort();
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const started = performance.now();
  const program = startProgram(process.execPath, [...startArguments, '--empty'], {
    folder: root,
    environment: { PORT: String(port), COUNTERSIGN_DATA: dataFolder, ...options.environment },
  });
  await program.ready(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).status === 200);
  return {
    port,
    dataFolder,
    readyMs: performance.now() - started,
    token: (id) => {
      const person = people.find((one) => one.id === id);
      if (person === undefined) throw new Error(`${id} is not one of the ready-made people`);
      return personalToken(person, openSigningKey(dataFolder), Date.now());
    },
    residentMegabytes: program.residentMegabytes,
    processorMs: program.processorMs,
    stop: async () => {
      await program.stop();
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
