/** What of a project goes into a bundle: pure choices over its index. What stays outside is named (T4). */
import type { BlockBody, DocumentBody } from '../substrate/index.ts';
import type { ProjectIndex, Ranked } from './project-index.ts';
import { maxBundleBlocks, maxBundleDocuments } from './schema.ts';

const maxBlockBytes = 400 * 1024;
const maxDocumentBytes = 200 * 1024;
/** With fewer matches than this, blocks that match nothing fill up: an agent with too little context guesses. */
const fewBlocks = 10;
/** So many are named one by one; the rest is counted. */
const maxNamedOmissions = 50;

export interface Omission {
  readonly id?: string;
  readonly reason: string;
}
export interface ChosenBlock {
  readonly body: BlockBody;
  readonly score: number;
}
export interface Selection {
  readonly revision: number;
  readonly totalBlocks: number;
  readonly blocks: readonly ChosenBlock[];
  readonly documents: readonly DocumentBody[];
  readonly omitted: readonly Omission[];
}
export interface Wanted {
  readonly text: string;
  readonly blockIds: readonly string[];
  readonly documentIds: readonly string[];
}

/** At most 50 blocks and 10 documents: those named first, then the best matches, within the bytes that a bundle may have. */
export function selectKnowledge(index: ProjectIndex, wanted: Wanted): Selection {
  const { chosen, omitted } = selectBlocks(index, wanted);
  const documents = selectDocuments(index, wanted, chosen);
  return {
    revision: index.revision,
    totalBlocks: index.blocks.size,
    blocks: chosen,
    documents: documents.chosen,
    omitted: [...omitted, ...documents.omitted],
  };
}

function selectBlocks(index: ProjectIndex, wanted: Wanted) {
  const ranked = index.rank(wanted.text);
  const scores = new Map(ranked.map(({ id, score }) => [id, score]));
  const named = [...new Set(wanted.blockIds)];
  const missing = named
    .filter((id) => !index.blocks.has(id))
    .map((id) => ({ id, reason: 'The block is not in the project, or was retracted.' }));
  const matches = withoutRepeats([...named, ...ranked.map(({ id }: Ranked) => id)]);
  const isLittle = matches.length < fewBlocks || index.blocks.size <= maxBundleBlocks;
  const filled = isLittle
    ? withoutRepeats([
        ...matches,
        ...newest(index.blocks, index.blocks.size <= maxBundleBlocks ? maxBundleBlocks : fewBlocks),
      ])
    : matches;
  const candidates = filled.flatMap((id) => index.blocks.get(id) ?? []);
  const taken = takeWithin(candidates, maxBundleBlocks, maxBlockBytes);
  const unmatched = index.blocks.size - candidates.length;
  return {
    chosen: taken.chosen.map((body) => ({ body, score: Math.round((scores.get(body.id) ?? 0) * 1e4) / 1e4 })),
    omitted: [
      ...missing,
      ...omissionsOf(taken.omitted, 'block'),
      ...(unmatched > 0 ? [{ reason: `${unmatched} blocks of the project do not match the task.` }] : []),
    ],
  };
}

function selectDocuments(index: ProjectIndex, wanted: Wanted, blocks: readonly ChosenBlock[]) {
  const cited = new Map<string, number>();
  for (const { body } of blocks)
    for (const documentId of index.citing(body.id)) cited.set(documentId, (cited.get(documentId) ?? 0) + 1);
  const named = [...new Set(wanted.documentIds)];
  const missing = named
    .filter((id) => !index.documents.has(id))
    .map((id) => ({ id, reason: 'The document is not in the project, or is not published.' }));
  const byUse = [...cited].sort(([a, one], [b, other]) => other - one || (a < b ? 1 : -1)).map(([id]) => id);
  const candidates = withoutRepeats([...named, ...byUse]).flatMap((id) => index.documents.get(id) ?? []);
  const taken = takeWithin(candidates, maxBundleDocuments, maxDocumentBytes);
  return { chosen: taken.chosen, omitted: [...missing, ...omissionsOf(taken.omitted, 'document')] };
}

const withoutRepeats = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

/** Ids are time-sortable. */
const newest = (blocks: ReadonlyMap<string, BlockBody>, count: number): readonly string[] =>
  [...blocks.keys()].sort((a, b) => (a < b ? 1 : -1)).slice(0, count);

interface Left<T> {
  readonly item: T;
  readonly because: 'count' | 'bytes';
}

/** Takes in order; one that is too large is left and smaller ones behind it still get in. */
function takeWithin<T extends { readonly id: string; readonly sizeBytes: number }>(
  candidates: readonly T[],
  maxCount: number,
  maxBytes: number,
): { readonly chosen: readonly T[]; readonly omitted: readonly Left<T>[] } {
  const chosen: T[] = [];
  const omitted: Left<T>[] = [];
  let bytes = 0;
  for (const item of candidates) {
    if (chosen.length >= maxCount) omitted.push({ item, because: 'count' });
    else if (bytes + item.sizeBytes > maxBytes) omitted.push({ item, because: 'bytes' });
    else {
      chosen.push(item);
      bytes += item.sizeBytes;
    }
  }
  return { chosen, omitted };
}

function omissionsOf(
  left: readonly Left<{ readonly id: string; readonly sizeBytes: number }>[],
  noun: string,
): Omission[] {
  const shown = left.slice(0, maxNamedOmissions).map(({ item, because }) => ({
    id: item.id,
    reason:
      because === 'count'
        ? `The bundle is full; other ${noun}s match the task better.`
        : `The ${noun} has ${item.sizeBytes} bytes, more than the bundle had left.`,
  }));
  const rest = left.length - shown.length;
  return rest > 0 ? [...shown, { reason: `${rest} more matching ${noun}s did not fit.` }] : shown;
}
