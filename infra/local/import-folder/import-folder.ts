import * as z from 'zod';
import { ImportAnswer } from '../../../lib/substrate/index.ts';
import { findMarkdown, type MarkdownFile, readMarkdown } from './markdown-files.ts';
import type { ImportOptions } from './options.ts';

/** One request each: atomic in itself, and small enough for its body. */
const maxFilesPerBatch = 200;
const maxBytesPerBatch = 3 * 1024 * 1024;
const shownSkips = 20;

const Listed = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() });

interface Summary {
  created: number;
  updated: number;
  unchanged: number;
  files: number;
  readonly skipped: ImportAnswer['skipped'];
}

/** Imports a folder in batches and says how it goes. @throws Error naming what could not be imported; earlier batches stand. */
export async function importFolder(options: ImportOptions, say: (line: string) => void): Promise<void> {
  const paths = await findMarkdown(options.folder);
  if (paths.length === 0) throw new Error(`There is no Markdown file in ${options.folder}.`);
  const project = await projectAddress(options);
  const summary: Summary = { created: 0, updated: 0, unchanged: 0, files: 0, skipped: [] };
  for await (const batch of batches(options.folder, paths)) {
    add(summary, ImportAnswer.parse(await ask(options, 'POST', `${project}/imports`, { documents: batch })));
    say(`${summary.files} of ${paths.length} files imported`);
  }
  const { created, updated, unchanged, skipped } = summary;
  say(`Blocks: ${created} created, ${updated} updated, ${unchanged} unchanged; ${skipped.length} skipped.`);
  for (const { path, heading, reason } of skipped.slice(0, shownSkips))
    say(`  skipped ${path}${heading === '' ? '' : ` › ${heading}`}: ${reason}`);
  if (skipped.length > shownSkips) say(`  and ${skipped.length - shownSkips} more`);
}

function add(summary: Summary, answer: ImportAnswer): void {
  summary.files += answer.imported;
  for (const { change } of answer.blocks) summary[change] += 1;
  summary.skipped.push(...answer.skipped);
}

async function* batches(folder: string, paths: readonly string[]): AsyncGenerator<readonly MarkdownFile[]> {
  let batch: MarkdownFile[] = [];
  let bytes = 0;
  for (const path of paths) {
    const file = await readMarkdown(folder, path);
    const size = Buffer.byteLength(JSON.stringify(file)) + 1;
    if (batch.length > 0 && (batch.length >= maxFilesPerBatch || bytes + size > maxBytesPerBatch)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function projectAddress(options: ImportOptions): Promise<string> {
  const workspaceId = options.workspaceId ?? (await oldest(options, '/v1/workspaces', 'workspace'));
  const workspace = `/v1/workspaces/${encodeURIComponent(workspaceId)}`;
  const projectId = options.projectId ?? (await oldest(options, `${workspace}/projects`, 'project'));
  return `${workspace}/projects/${encodeURIComponent(projectId)}`;
}

/** The last of a list that begins with the newest. */
async function oldest(options: ImportOptions, path: string, noun: string): Promise<string> {
  let last: string | undefined;
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: z.infer<typeof Listed> = Listed.parse(await ask(options, 'GET', `${path}?limit=100${query}`));
    last = page.items.at(-1)?.id ?? last;
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (last === undefined) throw new Error(`There is no ${noun} yet; make one first.`);
  return last;
}

async function ask(options: ImportOptions, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${options.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`${options.url} does not answer. Is the host running?`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 2000)}`);
  return JSON.parse(text);
}
