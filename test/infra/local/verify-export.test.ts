import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportLines } from '../../../lib/audit/index.ts';
import { openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const root = new URL('../../..', import.meta.url).pathname;
function verify(...given: readonly string[]): { readonly status: number | null; readonly said: string } {
  const command = ['--import', './infra/local/typescript.mjs', 'infra/local/verify-export.ts', ...given];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('npm run audit:verify', () => {
  it('G15 judges an export with nothing else at hand, and answers with its exit code', async () => {
    const base = await openKnowledgeBase(folder);
    await base.import([{ path: 'a.md', content: '# A\n\na' }]);
    let exported = '';
    for await (const line of exportLines(base, base.project)) exported += line;
    const path = join(folder, 'export.ndjson');
    writeFileSync(path, exported);
    expect(verify(path)).toMatchObject({ status: 0, said: expect.stringContaining('valid: 3 entries') });
    writeFileSync(path, exported.replace('olivia', 'mallory'));
    expect(verify(path)).toMatchObject({ status: 1, said: expect.stringContaining('broken at entry 1') });
    expect(verify(join(folder, 'absent')).status).toBe(2);
    expect(verify().status).toBe(2);
  });
});
