import type { Row, Table, TableName, Write } from '../../../lib/platform/index.ts';
import { newKey, newPartition, type OpenTable, put, rejection } from './subject.ts';

const tables: readonly TableName[] = ['work', 'substrate', 'audit'];
const refused = { name: 'CommitRefused' };

/** So many puts of new rows, over the three tables in turn. */
function puts(count: number, attributes: Readonly<Record<string, string>> = {}): (Write & { kind: 'put' })[] {
  const pk = newPartition();
  return Array.from({ length: count }, (_, index) => ({
    kind: 'put',
    table: tables[index % tables.length] ?? 'work',
    row: { pk, sk: `row#${index}`, ...attributes },
    conditions: [{ is: 'absent', name: `row ${index} is new` }],
  }));
}

export function describeCommits(open: OpenTable): void {
  describe('commits', () => {
    let table: Table;
    beforeAll(async () => {
      ({ table } = await open());
    });
    const stored = async (writes: readonly (Write & { kind: 'put' })[]): Promise<readonly Row[]> => {
      const found = await Promise.all(writes.map((write) => table.get(write.table, write.row)));
      return found.filter((row) => row !== undefined);
    };

    it('writes 100 rows of three tables at once', async () => {
      const writes = puts(100);
      await table.commit(writes);
      expect(await stored(writes)).toHaveLength(100);
    });

    it('writes none of 100 rows when one condition fails, and names it', async () => {
      const writes = puts(100);
      const taken = writes[67];
      await table.commit(taken === undefined ? [] : [taken]);
      expect(await rejection(table.commit(writes))).toMatchObject({
        name: 'ConditionFailed',
        condition: 'row 67 is new',
        index: 67,
      });
      expect(await stored(writes)).toHaveLength(1);
    });

    it('refuses no writes, and 101', async () => {
      await expect(table.commit([])).rejects.toMatchObject(refused);
      const writes = puts(101);
      await expect(table.commit(writes)).rejects.toMatchObject(refused);
      expect(await stored(writes)).toHaveLength(0);
    });

    it('takes almost 4 MB and refuses more', async () => {
      await table.commit(puts(10, { text: 'x'.repeat(399_000) }));
      const writes = puts(11, { text: 'x'.repeat(399_000) });
      await expect(table.commit(writes)).rejects.toMatchObject(refused);
      expect(await stored(writes)).toHaveLength(0);
    });

    it('takes a row of almost 400 KB and refuses a larger one, alone and in a commit', async () => {
      const [almost] = puts(1, { text: 'x'.repeat(409_000) });
      const large = (): Write[] => puts(1, { text: 'x'.repeat(409_601) });
      if (almost !== undefined) await table.commit([almost]);
      await expect(table.commit(large())).rejects.toMatchObject(refused);
      await expect(table.commit([...puts(1), ...large()])).rejects.toMatchObject(refused);
    });

    it('refuses the same row twice, whatever is done to it, but not the same key in two tables', async () => {
      const key = newKey();
      const row: Write = { kind: 'put', table: 'work', row: key };
      const check: Write = { kind: 'check', table: 'work', key, conditions: [{ is: 'absent', name: 'is new' }] };
      await expect(table.commit([row, check])).rejects.toMatchObject(refused);
      await table.commit([row, { kind: 'put', table: 'audit', row: key }]);
      expect(await table.get('audit', key)).toEqual(key);
    });

    it.each([
      { pk: '', sk: 'a' },
      { pk: 'a', sk: '' },
      { pk: 'a', sk: 'b', byDuePk: '', byDueSk: 'c' },
      { pk: 'a', sk: 'b', byStatusPk: 'c', byStatusSk: 5 },
      { pk: 'p'.repeat(2049), sk: 'a' },
      { pk: 'p', sk: 's'.repeat(1025) },
      { pk: 'a', sk: 'b', number: Number.NaN },
      { pk: 'a', sk: 'b', number: 1e126 },
    ])('refuses a row that cannot be stored (%#)', async (row) => {
      await expect(put(table, row)).rejects.toMatchObject(refused);
    });

    it.each([
      { set: {} },
      { set: { pk: 'other' } },
      { remove: ['sk'] },
      { set: { a: 1 }, remove: ['a'] },
      { set: { byDuePk: '' } },
      { add: { a: 0.1 } },
    ])('refuses an update that cannot be made (%#)', async (change) => {
      await expect(table.commit([{ kind: 'update', table: 'work', key: newKey(), ...change }])).rejects.toMatchObject(
        refused,
      );
    });

    it('refuses a read with an empty key', async () => {
      await expect(table.get('work', { pk: '', sk: 'a' })).rejects.toMatchObject(refused);
      await expect(table.getMany('work', [{ pk: 'a', sk: '' }])).rejects.toMatchObject(refused);
    });

    it('deletes and checks within one commit', async () => {
      const [gone, guard, fresh] = [newKey(), newKey(), newKey()];
      await put(table, gone);
      await put(table, { ...guard, open: true });
      await table.commit([
        { kind: 'delete', table: 'work', key: gone, conditions: [{ is: 'present', name: 'is there' }] },
        {
          kind: 'check',
          table: 'work',
          key: guard,
          conditions: [{ is: 'equal', attribute: 'open', value: true, name: 'is open' }],
        },
        { kind: 'put', table: 'work', row: fresh },
      ]);
      expect(await table.getMany('work', [gone, guard, fresh])).toEqual([undefined, { ...guard, open: true }, fresh]);
    });

    it('takes a row out of an index, and an update keeps an absent row absent under a condition', async () => {
      const key = newKey();
      const update: Write = {
        kind: 'update',
        table: 'work',
        key,
        set: { a: 1 },
        conditions: [{ is: 'present', name: 'is there' }],
      };
      await expect(table.commit([update])).rejects.toMatchObject({ condition: 'is there' });
      expect(await table.get('work', key)).toBeUndefined();
    });
  });

  describeRaces(open);
}

function describeRaces(open: OpenTable): void {
  describe('racing commits on one row', () => {
    let table: Table;
    beforeAll(async () => {
      ({ table } = await open());
    });
    const racers = 16;

    it('let exactly one of 16 win each version', async () => {
      const key = newKey();
      await put(table, { ...key, version: 0 });
      for (let version = 0; version < 5; version += 1) {
        const claim = (racer: number) =>
          table.commit([
            { kind: 'put', table: 'audit', row: { pk: key.pk, sk: `${version}#${racer}` } },
            {
              kind: 'update',
              table: 'work',
              key,
              set: { version: version + 1, by: racer },
              conditions: [{ is: 'equal', attribute: 'version', value: version, name: 'version is current' }],
            },
          ]);
        const outcomes = await Promise.allSettled(Array.from({ length: racers }, (_, racer) => claim(racer)));
        const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(lost).toHaveLength(racers - 1);
        for (const { reason } of lost) expect(reason).toMatchObject({ condition: 'version is current', index: 1 });
      }
      // What the losers would have written beside it is not there.
      expect((await table.query({ table: 'audit', pk: key.pk })).rows).toHaveLength(5);
    });

    it('let 16 compare-and-swap loops count to 16', async () => {
      const key = newKey();
      await put(table, { ...key, count: 0 });
      const increment = async (): Promise<void> => {
        const count = Number((await table.get('work', key))?.count);
        const error = await rejection(
          table.commit([
            {
              kind: 'put',
              table: 'work',
              row: { ...key, count: count + 1 },
              conditions: [{ is: 'equal', attribute: 'count', value: count, name: 'count is current' }],
            },
          ]),
        );
        if (error === undefined) return;
        expect(error).toMatchObject({ condition: 'count is current' });
        return increment();
      };
      await Promise.all(Array.from({ length: racers }, increment));
      expect((await table.get('work', key))?.count).toBe(racers);
    });
  });
}
