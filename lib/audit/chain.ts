import { canonicalJson, sha256Hex } from '../digest/index.ts';
import type { ChainedEntry, Entry } from './schema.ts';

/** The end of a project's chain: how many entries, and the hash of the last. */
export interface ChainEnd {
  readonly count: number;
  readonly headHash: string;
}
/** What one commit adds to the chain. */
export interface Segment {
  /** sequence of its first entry; the first of all is 1 */
  readonly from: number;
  readonly count: number;
  readonly previousHash: string;
  readonly headHash: string;
}

/** A chain without entries: its hash is SHA-256 of the project id. */
export const genesis = (projectId: string): ChainEnd => ({ count: 0, headHash: sha256Hex(projectId) });

/** SHA-256 of the RFC 8785 form of the entry, without sequence and hashes; lower-case hex. */
export const contentHashOf = (entry: Entry): string => sha256Hex(canonicalJson(entry));

/** hash_i = SHA-256 of the hex text of hash_{i-1} followed by the hex text of contentHash_i. */
export const hashOf = (previousHash: string, contentHash: string): string => sha256Hex(previousHash + contentHash);

/** Entries with their place in the chain, from the end of it on. */
export function chainEntries(end: ChainEnd, entries: readonly Entry[]): readonly ChainedEntry[] {
  let previousHash = end.headHash;
  return entries.map((content, offset) => {
    const contentHash = contentHashOf(content);
    const chained = {
      sequence: end.count + offset + 1,
      contentHash,
      previousHash,
      hash: hashOf(previousHash, contentHash),
      content,
    };
    previousHash = chained.hash;
    return chained;
  });
}

/** The chain's new end and the segment that leads there. */
export function extendChain(
  end: ChainEnd,
  entries: readonly Entry[],
): { readonly end: ChainEnd; readonly segment: Segment } {
  const headHash = chainEntries(end, entries).at(-1)?.hash ?? end.headHash;
  return {
    end: { count: end.count + entries.length, headHash },
    segment: { from: end.count + 1, count: entries.length, previousHash: end.headHash, headHash },
  };
}
