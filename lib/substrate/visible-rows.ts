import type { Json, Key, Table } from '../platform/index.ts';
import { readKnowledgeRow, visibleBody } from './knowledge-row.ts';
import type { Head } from './store.ts';

const rowsPerRead = 100;
/** One call looks at no more rows and bytes than these; its page may then be short, with a cursor to go on from. */
const maxScannedRows = 2_000;
const maxScannedBytes = 32 * 1024 * 1024;

/** A row as readers see it. */
export interface VisibleRow {
  readonly sk: string;
  readonly body: Json;
}

/** The rows of one partition at this head, newest id first, in groups as they are read; `before` is the id where to go on. */
export async function* visibleRows(
  table: Table,
  pk: string,
  head: Head,
  before?: string,
): AsyncGenerator<readonly VisibleRow[]> {
  let cursor: string | undefined;
  do {
    const page = await table.query({
      table: 'substrate',
      pk,
      ...(before === undefined ? {} : { sk: { before } }),
      reverse: true,
      limit: rowsPerRead,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield page.rows.flatMap((row) => {
      const body = visibleBody(readKnowledgeRow(row, row), head);
      return body === undefined ? [] : [{ sk: row.sk, body }];
    });
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Rows by key at this head, in the order asked; undefined where there is nothing to see. */
export async function visibleBodies(
  table: Table,
  keys: readonly Key[],
  head: Pick<Head, 'flippedReviewId'>,
): Promise<readonly (Json | undefined)[]> {
  const bodies: (Json | undefined)[] = [];
  for (let start = 0; start < keys.length; start += rowsPerRead) {
    const part = keys.slice(start, start + rowsPerRead);
    const rows = await table.getMany('substrate', part);
    part.forEach((key, index) => {
      bodies.push(visibleBody(readKnowledgeRow(key, rows[index]), head));
    });
  }
  return bodies;
}

/** Fills a page with what `accept` makes of the rows (undefined = not wanted), group by group, within the bounds of one call. */
export async function takePage<T>(
  groups: AsyncIterable<readonly VisibleRow[]>,
  limit: number,
  accept: (rows: readonly VisibleRow[]) => Promise<readonly (T | undefined)[]>,
  sizeOf: (item: T) => number = () => 0,
  maxBytes = maxScannedBytes,
): Promise<{ readonly items: readonly T[]; readonly after: string | undefined }> {
  const items: T[] = [];
  let last: string | undefined;
  let scanned = 0;
  let bytes = 0;
  for await (const rows of groups) {
    const accepted = await accept(rows);
    for (const [index, row] of rows.entries()) {
      const item = accepted[index];
      const size = item === undefined ? 0 : sizeOf(item);
      const isFull =
        items.length >= limit || scanned >= maxScannedRows || (items.length > 0 && bytes + size > maxBytes);
      if (isFull) return { items, after: last };
      last = row.sk;
      scanned += 1;
      bytes += size;
      if (item !== undefined) items.push(item);
    }
  }
  return { items, after: undefined };
}
