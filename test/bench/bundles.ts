/** Size and start time of each Lambda bundle, from the synthesized template. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { report } from './figures.ts';

const root = new URL('../..', import.meta.url).pathname;
const maxKilobytes = 650;
const maxAgentKilobytes = 1100;
const maxImportMs = 150;
const importRuns = 3;

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.looseObject({ Code: z.looseObject({ S3Key: z.string().optional() }).optional() }).optional(),
    }),
  ),
});

export async function measureBundles(): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'countersign-synth-'));
  try {
    execFileSync(
      join(root, 'node_modules/.bin/cdk'),
      ['synth', '-q', '-o', out, '-c', 'stage=test', '-c', 'mailSender=bench@countersign.example'],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const bundles = bundlesOf(out);
    for (const { name, file } of bundles) {
      const agent = name.includes('run-agent') || name.toLowerCase().includes('runagent');
      report(`bundle ${name}`, statSync(file).size / 1024, 'KB', agent ? maxAgentKilobytes : maxKilobytes);
    }
    const slowest = Math.max(...bundles.map(({ file }) => importMs(file)));
    report('slowest import of a bundle', slowest, 'ms', maxImportMs);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function bundlesOf(out: string): readonly { readonly name: string; readonly file: string }[] {
  return readdirSync(out)
    .filter((name) => name.endsWith('.template.json'))
    .flatMap((name) => Object.entries(Template.parse(JSON.parse(readFileSync(join(out, name), 'utf8'))).Resources))
    .flatMap(([id, { Type, Properties }]) => {
      const key = Properties?.Code?.S3Key;
      if (Type !== 'AWS::Lambda::Function' || key === undefined) return [];
      const file = join(out, `asset.${key.replace('.zip', '')}`, 'index.mjs');
      return [{ name: id.replace(/Function[0-9A-F]{8}$/, ''), file }];
    })
    .filter(({ file }) => statSync(file, { throwIfNoEntry: false }) !== undefined);
}

/** The best of a few starts, in a process of its own. */
function importMs(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t); process.exit(0);`;
  return Math.min(
    ...Array.from({ length: importRuns }, () =>
      Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', script], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      ),
    ),
  );
}
