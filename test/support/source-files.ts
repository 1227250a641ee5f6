import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** from the root of the repository, with forward slashes */
  readonly path: string;
  readonly text: string;
  /** What it imports or re-exports: paths within the repository, or names of packages. */
  readonly imports: readonly string[];
}

const importPattern = /(?:from\s*|import\s*\(\s*|^import\s+)'([^']+)'/gm;

/** Every TypeScript source below the folders. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => read(relative(root, join(entry.parentPath, entry.name)))),
  );
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(importPattern)].flatMap(([, target]) =>
    target === undefined ? [] : [target.startsWith('.') ? normalize(join(dirname(path), target)) : target],
  );
  return { path, text, imports };
}
