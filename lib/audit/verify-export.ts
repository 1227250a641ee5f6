import * as z from 'zod';
import { type ChainEnd, contentHashOf, genesis, hashOf } from './chain.ts';
import type { Entry } from './schema.ts';

/** A line of an export. The content is hashed as it stands in the file: nothing may be added to it, left out or overlooked. */
const ExportLine = z.strictObject({
  projectId: z.string().min(1),
  sequence: z.int().min(1),
  contentHash: z.string(),
  previousHash: z.string(),
  hash: z.string(),
  content: z.custom<Entry>((value) => typeof value === 'object' && value !== null && 'entry' in value),
});

export interface ExportVerification {
  readonly valid: boolean;
  /** How many entries hold, from the first on. */
  readonly entries: number;
  readonly headHash: string | undefined;
  /** Sequence of the first entry that does not hold, and why. */
  readonly broken?: { readonly sequence: number; readonly reason: string };
}

/** Verifies an export line by line with nothing else at hand (G15). An empty one holds: it says nothing. */
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>): Promise<ExportVerification> {
  let projectId: string | undefined;
  let end: ChainEnd | undefined;
  for await (const line of lines) {
    if (line === '') continue;
    const parsed = ExportLine.safeParse(jsonOf(line));
    const sequence = (end?.count ?? 0) + 1;
    if (!parsed.success) return broken(end, sequence, 'the line is no entry of an export');
    projectId ??= parsed.data.projectId;
    end ??= genesis(projectId);
    const reason = parsed.data.projectId === projectId ? flawOf(parsed.data, end) : 'the entry is of another project';
    if (reason !== undefined) return broken(end, sequence, reason);
    end = { count: sequence, headHash: parsed.data.hash };
  }
  return { valid: true, entries: end?.count ?? 0, headHash: end?.headHash };
}

const broken = (end: ChainEnd | undefined, sequence: number, reason: string): ExportVerification => ({
  valid: false,
  entries: end?.count ?? 0,
  headHash: end?.headHash,
  broken: { sequence, reason },
});

function flawOf(entry: z.infer<typeof ExportLine>, end: ChainEnd): string | undefined {
  if (entry.sequence !== end.count + 1) return `sequence ${entry.sequence} follows ${end.count}`;
  if (entry.previousHash !== end.headHash) return 'the entry before it is not the one that it was chained to';
  if (entry.contentHash !== contentHashOf(entry.content)) return 'its content was changed';
  if (entry.hash !== hashOf(entry.previousHash, entry.contentHash)) return 'its hash is wrong';
  return undefined;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
