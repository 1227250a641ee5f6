import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-files.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const tree = /<!-- tree -->\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

/** Folders and files named at the beginning of the tree's lines. */
const named = tree.split('\n').reduce<{ readonly paths: string[]; readonly top: string }>(
  ({ paths, top }, line) => {
    const entries = /^(\s*)((?:[\w.-]+\/?)(?: {1,2}[\w.-]+\/?(?= |$))*)/.exec(line);
    const names = (entries?.[2] ?? '').split(/\s+/).filter((name) => name.endsWith('/') || name.endsWith('.ts'));
    if (line.startsWith(' ')) return { paths: [...paths, ...names.map((name) => `${top}${name}`)], top };
    return { paths: [...paths, ...names], top: names[0] ?? top };
  },
  { paths: [], top: '' },
).paths;

describe('the tree in README', () => {
  it('names nothing that is not on the disk', () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(['infra', 'functions', 'lib', 'test'])('names every folder of %s', (top) => {
    const folders = readdirSync(join(root, top), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const missing = folders
      .map(({ name }) => `${top}/${name}/`)
      .filter((path) => !named.includes(path) && !tree.includes(` ${path.split('/')[1]}/`));
    expect(missing).toEqual([]);
  });

  it('points at files that exist', () => {
    const files = [...readme.matchAll(/`((?:infra|functions|lib|test)\/[\w./-]+\.(?:ts|json))`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
