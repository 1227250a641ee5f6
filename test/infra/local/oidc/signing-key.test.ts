import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openSigningKey, publicKeyOf } from '../../../../infra/local/oidc/signing-key.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'countersign-key-'));
const run = promisify(execFile);

describe('the signing key', () => {
  it('is made once, is the same ever after, and is for its owner only', () => {
    const dataFolder = join(newFolder(), 'data');

    const made = openSigningKey(dataFolder);

    expect(openSigningKey(dataFolder)).toEqual(made);
    expect(statSync(join(dataFolder, 'oidc-key.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataFolder)).toEqual(['oidc-key.json']);
    expect(publicKeyOf(made)).not.toHaveProperty('d');
  });

  it('is one for processes that start at once', async () => {
    const dataFolder = join(newFolder(), 'data');
    const module = `${process.cwd()}/infra/local/oidc/signing-key.ts`;
    const code = `import { openSigningKey } from '${module}'; console.log(openSigningKey('${dataFolder}').kid);`;

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => run(process.execPath, ['--input-type=module', '-e', code])),
    );

    expect(new Set(answers.map(({ stdout }) => stdout))).toHaveProperty('size', 1);
    expect(readdirSync(dataFolder)).toEqual(['oidc-key.json']);
  });

  it.each(['', 'null', '{}', '{"x":"a","y":"b","d":"","kid":"c"}', '[]'])(
    'is never replaced when its file holds something else: %j',
    (content) => {
      const dataFolder = newFolder();
      writeFileSync(join(dataFolder, 'oidc-key.json'), content);

      expect(() => openSigningKey(dataFolder)).toThrow('oidc-key.json holds no signing key');
    },
  );
});
