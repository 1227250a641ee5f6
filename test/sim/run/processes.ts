/** Runs of the simulator in processes of their own: a planted bug needs one, and two cores want two. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const loaders = ['--import', './infra/local/typescript.mjs', '--import', './test/sim/load/register.ts'];

/**
 * Runs `test/sim/main.ts` with these options and gives what it wrote.
 * @throws Error with what it said when it did not end by itself
 */
export function simulate(options: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...loaders, 'test/sim/main.ts', ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => written.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || code === 1) resolve(Buffer.concat(written).toString('utf8'));
      else reject(new Error(`the simulator ended with ${code}: ${Buffer.concat(said).toString('utf8').slice(-2_000)}`));
    });
  });
}

/** The same, for what answers JSON in its last line. */
export async function simulateJson(options: readonly string[]): Promise<unknown> {
  const lines = (await simulate(options)).trim().split('\n');
  return JSON.parse(lines.at(-1) ?? 'null');
}
