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
 * hash that its entries come to, and the whole ends where the head says it does. `brokenAt` is the first sequence that does not hold.
 */
export async function verifyChain(
  ports: ReadingPorts,
  project: { readonly workspaceId: string; readonly id: string },
  end: ChainEnd,
): Promise<AuditVerification> {
  let { count, headHash } = genesis(project.id);
  for await (const { segment, ...entry } of readChain(ports, project.workspaceId, project.id)) {
    // What others commit after the head was read belongs to a later end.
    if (entry.sequence > end.count) break;
    const isFirst = entry.sequence === segment.from;
    const isLast = entry.sequence === segment.from + segment.count - 1;
    const hash = hashOf(headHash, contentHashOf(entry.content));
    const sound =
      entry.sequence === count + 1 &&
      entry.hash === hash &&
      (!isFirst || segment.previousHash === headHash) &&
      (!isLast || segment.headHash === hash) &&
      entry.sequence < segment.from + segment.count;
    if (!sound) return { valid: false, entries: count, headHash, brokenAt: count + 1 };
    count += 1;
    headHash = hash;
  }
  const complete = count === end.count && headHash === end.headHash;
  return complete
    ? { valid: true, entries: count, headHash }
    : { valid: false, entries: count, headHash, brokenAt: count + 1 };
}
