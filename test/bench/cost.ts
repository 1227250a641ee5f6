/** What a session costs on AWS, counted where the product speaks to AWS. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Prints the table. Needs Java and, the first time, Maven, for DynamoDB Local. */
export function measureCost(): void {
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=aws', '--import', './infra/local/typescript.mjs', 'test/bench/cost/main.ts'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) console.log('cost of a session on AWS: not counted, see above');
}
