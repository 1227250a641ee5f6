/** Size and start of each Lambda bundle, and what weighs most in it. Sizes are also asserted, in test/infra/bundles.test.ts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LambdaBundle, limitOf, makeBundles } from '../support/lambda-bundles.ts';
import { percentile, report } from './figures.ts';

const maxImportMs = 150;
const importRuns = 5;
const heaviestShown = 4;

export async function measureBundles(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bundles-'));
  try {
    const bundles = makeBundles(folder);
    const measured = bundles.map((bundle) => ({ ...bundle, importMs: importMs(bundle.file) }));
    console.log(`${'Lambda bundle'.padEnd(28)}   KB  limit  import ms   heaviest parts, KB`);
    for (const bundle of measured) console.log(rowOf(bundle));
    const within = measured.filter(({ name, kilobytes }) => kilobytes <= limitOf(name)).length;
    report('bundles within their limits', within, `of ${measured.length}`, measured.length, false);
    report('largest bundle', Math.max(...measured.map(({ kilobytes }) => kilobytes)), 'KB', undefined);
    report('slowest import of a bundle', Math.max(...measured.map((one) => one.importMs)), 'ms', maxImportMs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf({ name, kilobytes, weights, importMs }: LambdaBundle & { readonly importMs: number }): string {
  const heaviest = weights.slice(0, heaviestShown).map(([part, size]) => `${part} ${size.toFixed(0)}`);
  const numbers = [
    kilobytes.toFixed(0).padStart(4),
    String(limitOf(name)).padStart(6),
    importMs.toFixed(0).padStart(10),
  ];
  return `${name.padEnd(28)} ${numbers.join(' ')}   ${heaviest.join(' · ')}`;
}

/** Cold, in a process of its own each time: the median of the processor time, which other work on the machine moves least. */
function importMs(file: string): number {
  const script = `const before = process.cpuUsage(); await import(${JSON.stringify(pathToFileURL(file).href)});
    const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000); process.exit(0);`;
  const times = Array.from({ length: importRuns }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })),
  );
  return percentile(
    times.toSorted((a, b) => a - b),
    0.5,
  );
}
