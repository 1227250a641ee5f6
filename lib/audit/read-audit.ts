import type { Blobs, Table } from '../platform/index.ts';
import { type ChainEnd, contentHashOf, genesis, hashOf } from './chain.ts';
import type { AuditVerification, ChainedEntry } from './schema.ts';
import { readChain } from './store.ts';

interface ReadingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

/** Decisions and mutations in chain order; the cursor is the next entry's sequence. */
export async function listEntries(
  ports: ReadingPorts,
  project: { readonly workspaceId: string; readonly id: string },
  options: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly ChainedEntry[]; readonly cursor: string | undefined }> {
  const from = options.cursor === undefined ? 1 : Number.parseInt(options.cursor, 10);
  const items: ChainedEntry[] = [];
  for await (const { segment: _, ...entry } of readChain(ports, project.workspaceId, project.id, from)) {
    if (items.length === options.limit) return { items, cursor: String(entry.sequence) };
    items.push(entry);
  }
  return { items, cursor: undefined };
}

/** The whole chain as NDJSON lines, each an entry with the id of its project: verifiable with nothing else at hand (G15). */
export async function* exportLines(
  ports: ReadingPorts,
  project: { readonly workspaceId: string; readonly id: string },
): AsyncGenerator<string> {
  for await (const { segment: _, ...entry } of readChain(ports, project.workspaceId, project.id))
    yield `${JSON.stringify({ projectId: project.id, ...entry })}\n`;
}

/**
 * Recomputes the stored chain: entries follow each other without a gap, each segment begins where the last one ended and ends in the
 * hash that its entries come to, and the whole ends where the head says it does. `brokenAt` is the first sequence that does not hold;
 * hashes are stored per segment, so of one whose content was changed that is the first.
 */
export async function verifyChain(
  ports: ReadingPorts,
  project: { readonly workspaceId: string; readonly id: string },
  end: ChainEnd,
): Promise<AuditVerification> {
  let sound = genesis(project.id);
  let { count, headHash } = sound;
  let segmentEnd = 0;
  const broken = (at: ChainEnd): AuditVerification => ({
    valid: false,
    entries: at.count,
    headHash: at.headHash,
    brokenAt: at.count + 1,
  });
  for await (const { segment, ...entry } of readChain(ports, project.workspaceId, project.id)) {
    // What others commit after the head was read belongs to a later end.
    if (entry.sequence > end.count) break;
    if (entry.sequence !== count + 1) return broken(sound);
    if (entry.sequence === segment.from) {
      if (count !== segmentEnd || segment.previousHash !== headHash) return broken(sound);
      segmentEnd = segment.from + segment.count - 1;
    }
    count += 1;
    headHash = hashOf(headHash, contentHashOf(entry.content));
    if (count === segmentEnd) {
      if (segment.headHash !== headHash) return broken(sound);
      sound = { count, headHash };
    }
  }
  const isWhole = sound.count === count && count === end.count && headHash === end.headHash;
  return isWhole ? { valid: true, entries: count, headHash } : broken(sound);
}
