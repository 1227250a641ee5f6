import { isUtf8 } from 'node:buffer';
import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Folders whose Markdown is somebody else's. */
const skippedFolders: ReadonlySet<string> = new Set(['node_modules']);
const markdownName = /\.(?:md|markdown)$/i;
/** What one request may carry, with room for JSON's escapes. */
const maxFileBytes = 3 * 1024 * 1024;

export interface MarkdownFile {
  /** From the folder on, with slashes, so that it is the same on every machine. */
  readonly path: string;
  readonly content: string;
}

/** Paths of the Markdown files below a folder, in order; folders that begin with a dot are skipped, and links are not followed. */
export async function findMarkdown(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const look = async (where: string): Promise<void> => {
    for (const entry of await readdir(where, { withFileTypes: true })) {
      const path = join(where, entry.name);
      const isSkipped = entry.name.startsWith('.') || skippedFolders.has(entry.name);
      if (entry.isDirectory() && !isSkipped) await look(path);
      else if (entry.isFile() && markdownName.test(entry.name)) found.push(path);
    }
  };
  await look(folder);
  return found.sort();
}

/** @throws Error naming the file when it is too large or no UTF-8. */
export async function readMarkdown(folder: string, path: string): Promise<MarkdownFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxFileBytes) throw new Error(`${path} has ${size} bytes; at most ${maxFileBytes} can be imported.`);
    const bytes = await file.readFile();
    if (!isUtf8(bytes)) throw new Error(`${path} is not UTF-8 text.`);
    return { path: relative(folder, path).split(sep).join('/'), content: bytes.toString('utf8') };
  } finally {
    await file.close();
  }
}
