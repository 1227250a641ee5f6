/** Turns in their session's partition: turn#0001, turn#0002 … */

import * as z from 'zod';
import { type Blobs, type Json, type Page, rowReader, type Table, type Write } from '../platform/index.ts';
import { sessionPartition } from '../sessions/index.ts';
import { type KeptBlocks, type TakenTurn, TurnRow } from './schema.ts';

/** Larger lists of blocks live in Blobs under their digest. */
const maxInlineBytes = 8 * 1024;
const turnPrefix = 'turn#';
const readTurnRow = rowReader(TurnRow);
const rowsPerRead = 200;
const Blocks = z.array(z.json());

interface StoredPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

export const turnIsNew = 'the turn was not taken before';

/** A turn is written once: a second execution that took the same one loses the race for it. */
export const turnWrite = (workspaceId: string, sessionId: string, turn: TurnRow): Write => ({
  kind: 'put',
  table: 'work',
  row: {
    pk: sessionPartition(workspaceId, sessionId),
    sk: `${turnPrefix}${String(turn.number).padStart(4, '0')}`,
    ...turn,
  },
  conditions: [{ is: 'absent', name: turnIsNew }],
});

/** Blocks as rows keep them; large ones are in Blobs before any row names them. */
export async function keepBlocks(blobs: Blobs, workspaceId: string, blocks: readonly Json[]): Promise<KeptBlocks> {
  const json = JSON.stringify(blocks);
  if (Buffer.byteLength(json) <= maxInlineBytes) return { json };
  return { digest: await blobs.put(workspaceId, json, 'application/json') };
}

export async function blocksOf(blobs: Blobs, workspaceId: string, kept: KeptBlocks): Promise<readonly Json[]> {
  const json =
    kept.json ?? (kept.digest === undefined ? '[]' : Buffer.from(await blobs.get(workspaceId, kept.digest)).toString());
  return Blocks.parse(JSON.parse(json));
}

/** All turns of a session, in order, with what the transcript needs of them. */
export async function readTurns(
  { table, blobs }: StoredPorts,
  workspaceId: string,
  sessionId: string,
): Promise<TakenTurn[]> {
  const rows: TurnRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await turnPage(table, workspaceId, sessionId, { limit: rowsPerRead, cursor });
    rows.push(...page.rows.map(readTurnRow));
    cursor = page.cursor;
  } while (cursor !== undefined);
  const read = (kept: KeptBlocks) => blocksOf(blobs, workspaceId, kept);
  return Promise.all(
    rows.map(async (row, place) => ({
      row,
      input: await read(row.input),
      output: await read(row.output),
      // Those of earlier turns are in the input of the turn after.
      results: place === rows.length - 1 ? await read(row.results) : [],
    })),
  );
}

interface PageOptions {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly reverse?: boolean;
}

export const turnPage = (
  table: Table,
  workspaceId: string,
  sessionId: string,
  { limit, cursor, reverse = false }: PageOptions,
): Promise<Page> =>
  table.query({
    table: 'work',
    pk: sessionPartition(workspaceId, sessionId),
    sk: { prefix: turnPrefix },
    reverse,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
