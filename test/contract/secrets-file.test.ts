import { execFile } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIds } from '../../lib/platform/ids.ts';
import { createLocalSecrets, type LocalSecrets } from '../../lib/platform/local/secrets.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secretsContract } from './secrets-contract.ts';

const run = promisify(execFile);
const folder = temporaryFolder();
const ids = createIds(createManualClock());
const open = (dataFolder: string, key?: string): LocalSecrets =>
  createLocalSecrets({ dataFolder, environment: { ANTHROPIC_API_KEY: key }, ids });

secretsContract('the embedded host', async () => ({
  secrets: open(join(folder, 'contract'), 'sk-ant-of-the-test'),
  elsewhere: open(join(folder, 'contract'), 'sk-ant-of-the-test'),
  withoutModelKey: open(join(folder, 'contract'), ''),
}));

describe('secrets in the data folder', () => {
  it('agree among processes that start at the same time', async () => {
    const reader = fileURLToPath(new URL('../support/secrets-reader.ts', import.meta.url));
    const dataFolder = join(folder, 'race');

    const answers = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, [reader, dataFolder])));

    expect(answers[0]?.stdout).toMatch(/^[\w-]{43}$/);
    expect(new Set(answers.map((answer) => answer.stdout)).size).toBe(1);
    expect(readdirSync(dataFolder)).toEqual(['secrets.json']);
  });

  it('differ from folder to folder', async () => {
    const values = await Promise.all(['one', 'two'].map((name) => open(join(folder, name)).get('link-key')));

    expect(values[0]).not.toBe(values[1]);
  });

  it('are readable by their owner only', async () => {
    await open(join(folder, 'mode')).get('cookie-key');

    expect(statSync(join(folder, 'mode', 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'mode')).mode & 0o777).toBe(0o700);
  });

  it.each(['', 'not JSON', '{"version":1}', '{"version":2,"rootKey":"0123456789012345678901234567890123456789"}'])(
    'are never silently replaced when the file holds %j',
    async (content) => {
      const dataFolder = folderWithSecretsFile(content);

      const failure = open(dataFolder).get('link-key');

      await expect(failure).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringContaining('secrets.json'),
      });
      expect(statSync(join(dataFolder, 'secrets.json')).size).toBe(content.length);
    },
  );

  function folderWithSecretsFile(content: string): string {
    writeFileSync(join(folder, 'secrets.json'), content);
    return folder;
  }
});
