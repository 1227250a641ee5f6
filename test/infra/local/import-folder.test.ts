import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importFolder } from '../../../infra/local/import-folder/import-folder.ts';
import { findMarkdown, readMarkdown } from '../../../infra/local/import-folder/markdown-files.ts';
import { readOptions } from '../../../infra/local/import-folder/options.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('the files of a folder', () => {
  it('are its Markdown, in order, without what belongs to others', async () => {
    for (const path of ['b.md', 'a/c.MARKDOWN', 'a/d.txt', 'node_modules/e.md', '.git/f.md', 'a/node_modules/g.md'])
      put(path, 'text');
    const found = await findMarkdown(folder);
    expect(await Promise.all(found.map(async (path) => (await readMarkdown(folder, path)).path))).toEqual([
      'a/c.MARKDOWN',
      'b.md',
    ]);
  });

  it('are refused by name when they are no UTF-8', async () => {
    put('bad/latin.md', Uint8Array.of(0x66, 0xfc, 0x72));
    await expect(readMarkdown(folder, join(folder, 'bad/latin.md'))).rejects.toThrow('latin.md is not UTF-8');
  });
});

describe('the command line', () => {
  const environment = { COUNTERSIGN_TOKEN: 'a token', PORT: '4500' };
  it.each([[[]], [['a', 'b']], [['a', '--unknown']], [['a', '--project']]])('explains itself for %j', (given) => {
    expect(readOptions(given, environment)).toBeUndefined();
  });

  it('takes a folder, and where to', () => {
    expect(readOptions(['docs', '--project', 'prj_1'], environment)).toMatchObject({
      folder: 'docs',
      projectId: 'prj_1',
      url: 'http://127.0.0.1:4500',
      token: 'a token',
    });
  });
});

describe('importing a folder', () => {
  let host: TestHost;
  let project: string;
  beforeAll(async () => {
    host = await startTestHost();
    const workspace = (await host.ask('owner', 'POST /v1/workspaces', { body: { name: 'Acme' } })).body;
    project = (await host.ask('owner', `POST /v1/workspaces/${workspace.id}/projects`, { body: { name: 'Docs' } })).body
      .id;
  });
  afterAll(() => host.stop());
  const run = async (change: { projectId?: string; url?: string } = {}): Promise<readonly string[]> => {
    const said: string[] = [];
    const options = {
      folder: join(folder, 'many'),
      url: host.url,
      token: host.token('owner'),
      workspaceId: undefined,
      projectId: undefined,
    };
    await importFolder({ ...options, ...change }, (line) => said.push(line));
    return said;
  };

  it('goes in batches, into the first project unless told otherwise, and makes nothing new the second time', async () => {
    for (let n = 0; n < 250; n += 1) put(`many/${n}.md`, `# Doc ${n}\n\nText ${n}`);
    expect(await run()).toEqual([
      '200 of 250 files imported',
      '250 of 250 files imported',
      'Blocks: 250 created, 0 updated, 0 unchanged; 0 skipped.',
    ]);
    put('many/7.md', '# Doc 7\n\nChanged');
    put('many/8.md', '---\n---\n');
    const again = await run({ projectId: project });
    expect(again.slice(2)).toEqual([
      'Blocks: 0 created, 1 updated, 248 unchanged; 2 skipped.',
      expect.stringContaining('skipped 8.md › Doc 8'),
      expect.stringContaining('skipped 8.md: '),
    ]);
  });

  it('says what went wrong', async () => {
    await expect(run({ projectId: 'prj_none' })).rejects.toThrow('404');
    await expect(run({ url: 'http://127.0.0.1:9' })).rejects.toThrow('Is the host running?');
  });
});
