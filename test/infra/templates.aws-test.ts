/** The templates read by AWS's own linter: as they were deployed, and with other settings. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { surroundings } from '../support/aws/surroundings.ts';
import { synthesize } from '../support/aws/synthesized.ts';

const lintTimeoutMs = 60_000;
/** The CDK writes dependencies that are implied already. */
const knownHarmless = ['W3005'];
const { python, templatesFolder } = surroundings();

function lint(templates: readonly string[]): { readonly status: number | null; readonly report: string } {
  const { status, stdout, stderr } = spawnSync(
    join(dirname(python), 'cfn-lint'),
    ['--regions', 'eu-central-1', '--ignore-checks', ...knownHarmless, '--', ...templates],
    { encoding: 'utf8', timeout: lintTimeoutMs },
  );
  return { status, report: stdout + stderr };
}

describe('the templates pass cfn-lint', () => {
  it(
    'as they were deployed',
    () => {
      const templates = ['Data', 'Platform'].map((name) => join(templatesFolder, `Countersign${name}.template.json`));
      expect(lint(templates)).toEqual({ status: 0, report: '' });
    },
    lintTimeoutMs,
  );

  it(
    'in production, with people of their own, on Bedrock, with alarms by mail',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'countersign-lint-'));
      const templates = Object.entries(
        synthesize({ modelProvider: 'bedrock', alarmAddress: 'operations@example.org' }),
      ).map(([name, template]) => {
        const file = join(folder, `${name}.template.json`);
        writeFileSync(file, JSON.stringify(template.toJSON()));
        return file;
      });
      expect(lint(templates)).toEqual({ status: 0, report: '' });
      rmSync(folder, { recursive: true });
    },
    lintTimeoutMs,
  );
});
