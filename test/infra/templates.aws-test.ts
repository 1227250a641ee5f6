/** The templates as they were deployed, read by AWS's own linter. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { surroundings } from '../support/aws/surroundings.ts';

const lintTimeoutMs = 60_000;
/** The CDK writes dependencies that are implied already. */
const knownHarmless = ['W3005'];

describe('the deployed templates', () => {
  it(
    'pass cfn-lint',
    () => {
      const { python, templatesFolder } = surroundings();
      const templates = ['Data', 'Platform'].map((name) => `${templatesFolder}/Countersign${name}.template.json`);

      const { status, stdout, stderr } = spawnSync(
        `${dirname(python)}/cfn-lint`,
        ['--regions', 'eu-central-1', '--ignore-checks', ...knownHarmless, '--', ...templates],
        { encoding: 'utf8', timeout: lintTimeoutMs },
      );

      expect({ status, report: stdout + stderr }).toEqual({ status: 0, report: '' });
    },
    lintTimeoutMs,
  );
});
