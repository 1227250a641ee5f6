/** Contents never change under their digest, so those that were read are kept for a while. */
import * as z from 'zod';
import { CountersignError } from '../errors.ts';
import type { ProjectPlace, ReadPorts } from './read-at-head.ts';
import { versionKey } from './store.ts';

/** Characters of all kept contents together; one beyond the second bound is not kept. */
const maxKeptCharacters = 1024 * 1024;
const maxKeptItemCharacters = 256 * 1024;
const rowsPerRead = 100;

const VersionContent = z.object({ content: z.string().optional() });

/** A version whose content is wanted. */
interface Versioned {
  readonly id: string;
  readonly version: number;
  readonly contentDigest: string;
}

const kept = new Map<string, string>();
let keptCharacters = 0;
const keyOf = (workspaceId: string, digest: string): string => `${workspaceId}/${digest}`;

function keep(key: string, content: string): void {
  if (content.length > maxKeptItemCharacters || kept.has(key)) return;
  kept.set(key, content);
  keptCharacters += content.length;
  for (const [oldest, text] of kept) {
    if (keptCharacters <= maxKeptCharacters) return;
    kept.delete(oldest);
    keptCharacters -= text.length;
  }
}

function recall(key: string): string | undefined {
  const content = kept.get(key);
  if (content !== undefined) {
    kept.delete(key);
    kept.set(key, content);
  }
  return content;
}

/** The content of a version, from its row or from Blobs. @throws CountersignError `internal` when it was stored and is not there. */
export async function readContent(ports: ReadPorts, { workspaceId }: ProjectPlace, of: Versioned): Promise<string> {
  const key = keyOf(workspaceId, of.contentDigest);
  const known = recall(key);
  if (known !== undefined) return known;
  const row = await ports.table.get('substrate', versionKey(workspaceId, of.id, of.version));
  if (!row) throw missing(of);
  const content = await contentOfRow(ports, workspaceId, of.contentDigest, VersionContent.parse(row).content);
  keep(key, content);
  return content;
}

/** The contents of several versions, in their order. */
export async function readContents(
  ports: ReadPorts,
  { workspaceId }: ProjectPlace,
  all: readonly Versioned[],
): Promise<readonly string[]> {
  const contents = new Map<string, string>();
  for (const { contentDigest } of all) {
    const known = recall(keyOf(workspaceId, contentDigest));
    if (known !== undefined) contents.set(contentDigest, known);
  }
  const wanted = all.filter(({ contentDigest }) => !contents.has(contentDigest));
  for (let start = 0; start < wanted.length; start += rowsPerRead) {
    const part = wanted.slice(start, start + rowsPerRead);
    const keys = part.map(({ id, version }) => versionKey(workspaceId, id, version));
    const rows = await ports.table.getMany('substrate', keys);
    for (const [index, of] of part.entries()) {
      const row = rows[index];
      if (!row) throw missing(of);
      const content = await contentOfRow(ports, workspaceId, of.contentDigest, VersionContent.parse(row).content);
      contents.set(of.contentDigest, content);
      keep(keyOf(workspaceId, of.contentDigest), content);
    }
  }
  return all.map(({ contentDigest }) => contents.get(contentDigest) ?? '');
}

/** What a row keeps inline, or else the blob under its digest. */
export const contentOfRow = async (
  { blobs }: Pick<ReadPorts, 'blobs'>,
  workspaceId: string,
  contentDigest: string,
  inline: string | undefined,
): Promise<string> => inline ?? Buffer.from(await blobs.get(workspaceId, contentDigest)).toString('utf8');

const missing = ({ id, version }: Versioned): CountersignError =>
  new CountersignError('internal', `Version ${version} of ${id} is missing.`);
