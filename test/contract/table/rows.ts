import type { Json, Row, Table } from '../../../lib/platform/index.ts';
import { newKey, newPartition, type OpenTable, put } from './subject.ts';

const values: Readonly<Record<string, Json>> = {
  'an empty string': '',
  'text beyond the Basic Multilingual Plane': '𝒳 👩‍👩‍👧 e\u0301 \u0000 \uffff',
  'an integer beyond 2^53': 2 ** 53 + 2,
  'the largest safe integers': [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  'fractions and tiny numbers': [0.1, 1 / 3, -2.5e-7, 1e21, 1.7976931e100],
  'true, false and null': [true, false, null],
  'empty containers': { list: [], map: {}, text: '' },
  'nested JSON': { a: [{ b: { c: ['', 0, null, { d: [[]] }] } }], 'odd name.#:': 1, __proto: 'x' },
  'attribute names that are reserved words': { status: 1, name: 2, size: 3, value: 4 },
};

/** What a row is: stored and given back unchanged. */
export function describeRows(open: OpenTable): void {
  describe('rows', () => {
    let table: Table;
    beforeAll(async () => {
      ({ table } = await open());
    });

    it.each(Object.entries(values))('gives back %s unchanged', async (_name, value) => {
      const row: Row = { ...newKey(), value };
      await put(table, row);
      expect(await table.get('work', row)).toEqual(row);
    });

    it('gives back a row of 30 nested levels', async () => {
      const deep = Array.from({ length: 30 }).reduce<Json>((inner) => ({ inner }), 'core');
      const row: Row = { ...newKey(), deep };
      await put(table, row);
      expect(await table.get('work', row)).toEqual(row);
    });

    it('does not store a member that is undefined', async () => {
      const key = newKey();
      await put(table, { ...key, kept: { yes: 1, no: undefined }, gone: undefined });
      expect(Object.keys((await table.get('work', key)) ?? {}).toSorted()).toEqual(['kept', 'pk', 'sk']);
      expect(await table.get('work', key)).toEqual({ ...key, kept: { yes: 1 } });
    });

    it('answers undefined for a row that was never written, and after it was deleted', async () => {
      const key = newKey();
      expect(await table.get('work', key)).toBeUndefined();
      await put(table, { ...key, a: 1 });
      await table.commit([{ kind: 'delete', table: 'work', key }]);
      expect(await table.get('work', key)).toBeUndefined();
    });

    it('keeps the three tables apart', async () => {
      const key = newKey();
      await put(table, { ...key, a: 1 });
      expect(await table.get('substrate', key)).toBeUndefined();
      expect(await table.get('audit', key)).toBeUndefined();
    });

    it('replaces a row as a whole', async () => {
      const key = newKey();
      await put(table, { ...key, a: 1, b: 2 });
      await put(table, { ...key, b: 3 });
      expect(await table.get('work', key)).toEqual({ ...key, b: 3 });
    });

    it('gives many rows in the order asked, absent ones as undefined, the same one twice', async () => {
      const pk = newPartition();
      await Promise.all(['a', 'b', 'c'].map((sk) => put(table, { pk, sk, of: sk })));
      const found = await table.getMany(
        'work',
        ['c', 'missing', 'a', 'c', 'b'].map((sk) => ({ pk, sk })),
      );
      expect(found.map((row) => row?.of)).toEqual(['c', undefined, 'a', 'c', 'b']);
    });

    it('gives a hundred large rows at once and refuses one more', async () => {
      const pk = newPartition();
      const keys = Array.from({ length: 100 }, (_, index) => ({ pk, sk: `row#${String(index).padStart(3, '0')}` }));
      for (let start = 0; start < keys.length; start += 10) {
        const rows = keys.slice(start, start + 10).map((key) => ({ ...key, text: 'x'.repeat(200_000) }));
        await table.commit(rows.map((row) => ({ kind: 'put', table: 'work', row })));
      }
      const found = await table.getMany('work', keys);
      expect(found.map((row) => row?.sk)).toEqual(keys.map((key) => key.sk));
      await expect(table.getMany('work', [...keys, { pk, sk: 'one more' }])).rejects.toThrow(RangeError);
    });

    it('gives nothing for no keys', async () => {
      expect(await table.getMany('work', [])).toEqual([]);
    });
  });

  describeUpdates(open);
}

function describeUpdates(open: OpenTable): void {
  describe('updates', () => {
    let table: Table;
    beforeAll(async () => {
      ({ table } = await open());
    });

    it('sets, adds and removes top-level attributes and leaves the others', async () => {
      const key = newKey();
      await put(table, { ...key, kept: 'k', replaced: { old: true }, count: 5, gone: 1 });
      await table.commit([
        {
          kind: 'update',
          table: 'work',
          key,
          set: { replaced: { fresh: [1] }, created: '' },
          add: { count: -2, started: 7 },
          remove: ['gone', 'never there'],
        },
      ]);
      expect(await table.get('work', key)).toEqual({
        ...key,
        kept: 'k',
        replaced: { fresh: [1] },
        created: '',
        count: 3,
        started: 7,
      });
    });

    it('creates the row when it is absent', async () => {
      const key = newKey();
      await table.commit([{ kind: 'update', table: 'work', key, add: { count: 1 } }]);
      expect(await table.get('work', key)).toEqual({ ...key, count: 1 });
    });

    it('refuses to add to what is no number', async () => {
      const key = newKey();
      await put(table, { ...key, count: 'many' });
      const update = table.commit([{ kind: 'update', table: 'work', key, add: { count: 1 } }]);
      await expect(update).rejects.toMatchObject({ name: 'CommitRefused' });
    });

    it('refuses an update that grows the row beyond 400 KB', async () => {
      const key = newKey();
      await put(table, { ...key, first: 'x'.repeat(300_000) });
      const update = table.commit([{ kind: 'update', table: 'work', key, set: { second: 'x'.repeat(120_000) } }]);
      await expect(update).rejects.toMatchObject({ name: 'CommitRefused' });
      expect(await table.get('work', key)).not.toHaveProperty('second');
    });

    it('counts every one of 16 concurrent additions', async () => {
      const key = newKey();
      const once = () => table.commit([{ kind: 'update', table: 'work', key, add: { count: 1 } }]);
      await Promise.all(Array.from({ length: 16 }, once));
      expect(await table.get('work', key)).toEqual({ ...key, count: 16 });
    });
  });
}
