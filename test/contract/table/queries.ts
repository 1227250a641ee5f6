import type { Query, Row, Table } from '../../../lib/platform/index.ts';
import { newKey, newPartition, type OpenTable, put, rejection } from './subject.ts';

/** All rows of a query, page by page, and how many pages that took. */
async function readAll(table: Table, query: Query): Promise<{ rows: readonly Row[]; pages: number }> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await table.query({ ...query, ...(cursor !== undefined && { cursor }) });
    rows.push(...page.rows);
    pages += 1;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { rows, pages };
}

const sortKeys = (rows: readonly Row[]): readonly string[] => rows.map((row) => row.sk);

export function describeQueries(open: OpenTable): void {
  describe('queries of a partition', () => {
    let table: Table;
    let pk: string;
    const stored = ['a', 'art#1', 'art#2', 'art#2#rev', 'art$', 'b', 'b\u{10000}', 'b\uffee', 'é'];
    // By UTF-8 bytes: U+FFEE comes before U+10000, the other way round than in JavaScript.
    const ordered = ['a', 'art#1', 'art#2', 'art#2#rev', 'art$', 'b', 'b\uffee', 'b\u{10000}', 'é'];
    beforeAll(async () => {
      ({ table } = await open());
      pk = newPartition();
      await table.commit(stored.map((sk) => ({ kind: 'put', table: 'work', row: { pk, sk, of: sk } })));
      await put(table, { pk: `${pk}#other`, sk: 'art#3' });
    });

    it('give every row of the partition by sort key, and nothing of another', async () => {
      expect(sortKeys((await table.query({ table: 'work', pk })).rows)).toEqual(ordered);
      expect(await table.query({ table: 'work', pk: newPartition() })).toEqual({ rows: [], cursor: undefined });
    });

    it('give them in reverse', async () => {
      expect(sortKeys((await table.query({ table: 'work', pk, reverse: true })).rows)).toEqual(ordered.toReversed());
    });

    it.each<[Query['sk'], readonly string[]]>([
      [{ prefix: 'art#' }, ['art#1', 'art#2', 'art#2#rev']],
      [{ prefix: 'art#2' }, ['art#2', 'art#2#rev']],
      [{ prefix: 'b\u{10000}' }, ['b\u{10000}']],
      [{ prefix: '' }, ordered],
      [{ prefix: 'zzz' }, []],
      [{ from: 'art#2' }, ordered.slice(2)],
      [{ after: 'art#2' }, ordered.slice(3)],
      [{ to: 'art#2' }, ordered.slice(0, 3)],
      [{ before: 'art#2' }, ordered.slice(0, 2)],
      [{ from: 'art#1', to: 'art$' }, ordered.slice(1, 5)],
      [{ after: 'art#1', before: 'art$' }, ordered.slice(2, 4)],
      [{ from: 'art#1', before: 'art$' }, ordered.slice(1, 4)],
      [{ after: 'art#1', to: 'art$' }, ordered.slice(2, 5)],
      [{ from: 'art#1', after: 'art#2' }, ordered.slice(3)],
      [{ from: 'b', to: 'b' }, ['b']],
      [{ from: 'b', to: 'a' }, []],
      [{ after: 'b', to: 'b' }, []],
      [{ from: '', to: '' }, []],
      [{ from: '' }, ordered],
    ])('take the range %j, in both directions and page by page', async (sk, expected) => {
      const query: Query = { table: 'work', pk, ...(sk !== undefined && { sk }) };
      expect(sortKeys((await table.query(query)).rows)).toEqual(expected);
      expect(sortKeys((await readAll(table, { ...query, limit: 2 })).rows)).toEqual(expected);
      expect(sortKeys((await readAll(table, { ...query, limit: 2, reverse: true })).rows)).toEqual(
        expected.toReversed(),
      );
    });

    it('go on from a cursor although rows before and after it changed', async () => {
      const own = newPartition();
      await table.commit(['1', '2', '3', '4'].map((sk) => ({ kind: 'put', table: 'work', row: { pk: own, sk } })));
      const first = await table.query({ table: 'work', pk: own, limit: 2 });
      await table.commit([
        { kind: 'delete', table: 'work', key: { pk: own, sk: '2' } },
        { kind: 'put', table: 'work', row: { pk: own, sk: '0' } },
        { kind: 'put', table: 'work', row: { pk: own, sk: '5' } },
      ]);
      const rest = await readAll(table, {
        table: 'work',
        pk: own,
        ...(first.cursor !== undefined && { cursor: first.cursor }),
      });
      expect(sortKeys(rest.rows)).toEqual(['3', '4', '5']);
    });

    it('give 100 rows unless told otherwise, and no more than 1000', async () => {
      const own = newPartition();
      for (const hundred of [0, 1]) {
        await table.commit(
          Array.from({ length: 60 }, (_, index) => ({
            kind: 'put',
            table: 'work',
            row: { pk: own, sk: `${hundred}#${String(index).padStart(2, '0')}` },
          })),
        );
      }
      expect((await table.query({ table: 'work', pk: own })).rows).toHaveLength(100);
      expect((await readAll(table, { table: 'work', pk: own })).rows).toHaveLength(120);
      for (const limit of [0, 1001, 1.5]) {
        await expect(table.query({ table: 'work', pk: own, limit })).rejects.toThrow(RangeError);
      }
    });

    it('refuse a cursor that is none, and an empty partition', async () => {
      const error = await rejection(table.query({ table: 'work', pk, cursor: 'nonsense' }));
      expect(error).toMatchObject({ code: 'malformed_request' });
      await expect(table.query({ table: 'work', pk: '' })).rejects.toMatchObject({ name: 'CommitRefused' });
    });
  });

  describeIndexes(open);
}

function describeIndexes(open: OpenTable): void {
  describe('queries of an index', () => {
    let table: Table;
    beforeAll(async () => {
      ({ table } = await open());
    });

    it('list rows of many partitions by the index key, page by page, in both directions', async () => {
      const due = newPartition();
      const times = ['05', '01', '04', '02', '03'];
      await Promise.all(times.map((time) => put(table, { ...newKey(), byDuePk: due, byDueSk: time, time })));
      const query: Query = { table: 'work', index: 'byDue', pk: due, limit: 2 };
      const forward = await readAll(table, query);
      expect(forward.rows.map((row) => row.time)).toEqual(['01', '02', '03', '04', '05']);
      const backward = await readAll(table, { ...query, reverse: true, sk: { to: '04' } });
      expect(backward.rows.map((row) => row.time)).toEqual(['04', '03', '02', '01']);
    });

    it('give each row once although many share the index key', async () => {
      const status = newPartition();
      const keys = Array.from({ length: 9 }, newKey);
      await Promise.all(keys.map((key) => put(table, { ...key, byStatusPk: status, byStatusSk: 'same' })));
      for (const reverse of [false, true]) {
        const { rows } = await readAll(table, { table: 'work', index: 'byStatus', pk: status, limit: 2, reverse });
        expect(rows.map((row) => row.pk).toSorted()).toEqual(keys.map((key) => key.pk).toSorted());
      }
    });

    it('hold only rows with both index attributes, and let them go when one is removed', async () => {
      const project = newPartition();
      const query: Query = { table: 'work', index: 'byProject', pk: project };
      const key = newKey();
      await put(table, { ...newKey(), byProjectPk: project });
      await put(table, { ...key, byProjectPk: project, byProjectSk: 'ses_1' });
      expect((await table.query(query)).rows).toEqual([{ ...key, byProjectPk: project, byProjectSk: 'ses_1' }]);
      await table.commit([{ kind: 'update', table: 'work', key, remove: ['byProjectSk'] }]);
      expect((await table.query(query)).rows).toEqual([]);
    });

    it('follow a row whose index key changes', async () => {
      const [open_, closed] = [newPartition(), newPartition()];
      const key = newKey();
      await put(table, { ...key, byStatusPk: open_, byStatusSk: '1' });
      await table.commit([{ kind: 'update', table: 'work', key, set: { byStatusPk: closed } }]);
      expect((await table.query({ table: 'work', index: 'byStatus', pk: open_ })).rows).toEqual([]);
      expect((await table.query({ table: 'work', index: 'byStatus', pk: closed })).rows).toHaveLength(1);
    });

    it('are refused on a table without that index', async () => {
      await expect(table.query({ table: 'audit', index: 'byDue', pk: 'x' })).rejects.toThrow(RangeError);
    });
  });
}
