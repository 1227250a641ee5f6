import type { Row } from '../../../lib/platform/index.ts';
import { newKey, newPartition, type OpenTable, put, type Subject } from './subject.ts';

/** Expired counts as absent, from the very second on, although the store deletes late. */
export function describeExpiry(open: OpenTable): void {
  describe('expiry', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    const inSeconds = (seconds: number): number => Math.floor(subject.clock.now() / 1000) + seconds;

    /** A row that expired because the clock moved. */
    async function expired(attributes: Readonly<Record<string, string | number>> = {}): Promise<Row> {
      const row = { ...newKey(), ...attributes, expiresAt: inSeconds(60) };
      await put(subject.table, row);
      expect(await subject.table.get('work', row)).toEqual(row);
      subject.clock.pass(60);
      return row;
    }

    it('hides a row from get, getMany and queries once the clock has reached its time', async () => {
      const { table } = subject;
      const pk = newPartition();
      const index = newPartition();
      const expiring = { pk, sk: '1', byDuePk: index, byDueSk: '1', expiresAt: inSeconds(30) };
      const staying = { pk, sk: '2', byDuePk: index, byDueSk: '2', expiresAt: inSeconds(3_600) };
      await Promise.all([put(table, expiring), put(table, staying)]);
      expect((await table.query({ table: 'work', pk })).rows).toEqual([expiring, staying]);

      subject.clock.pass(30);
      expect(await table.get('work', expiring)).toBeUndefined();
      expect(await table.getMany('work', [expiring, staying])).toEqual([undefined, staying]);
      expect((await table.query({ table: 'work', pk })).rows).toEqual([staying]);
      expect((await table.query({ table: 'work', index: 'byDue', pk: index })).rows).toEqual([staying]);
    });

    it('finds the live row behind expired ones although the page is small', async () => {
      const { table } = subject;
      const pk = newPartition();
      const gone = ['1', '2', '3'].map((sk) => ({ pk, sk, expiresAt: inSeconds(-1) }));
      await table.commit([...gone, { pk, sk: '4' }].map((row) => ({ kind: 'put', table: 'work', row })));
      expect((await table.query({ table: 'work', pk, limit: 1 })).rows).toEqual([{ pk, sk: '4' }]);
    });

    it('lets a new row take the place of an expired one', async () => {
      const row = await expired();
      const fresh = { pk: row.pk, sk: row.sk, fresh: true };
      await subject.table.commit([
        { kind: 'put', table: 'work', row: fresh, conditions: [{ is: 'absent', name: 'is new' }] },
      ]);
      expect(await subject.table.get('work', row)).toEqual(fresh);
    });

    it('starts an update of an expired row from nothing, alone and beside others', async () => {
      const { table } = subject;
      const [first, second, live] = [await expired({ a: 1, count: 5 }), await expired({ b: 1, count: 5 }), newKey()];
      await put(table, { ...live, count: 1 });
      await table.commit([{ kind: 'update', table: 'work', key: first, add: { count: 1 } }]);
      await table.commit([
        { kind: 'update', table: 'work', key: live, add: { count: 1 } },
        {
          kind: 'update',
          table: 'work',
          key: second,
          set: { c: 1 },
          add: { count: 1 },
          conditions: [{ is: 'without', attribute: 'b', name: 'has no b' }],
        },
      ]);
      expect(await table.getMany('work', [first, second, live])).toEqual([
        { pk: first.pk, sk: first.sk, count: 1 },
        { pk: second.pk, sk: second.sk, c: 1, count: 1 },
        { ...live, count: 2 },
      ]);
    });

    it('names a condition of the caller before anything about expiry', async () => {
      const row = await expired({ version: 1 });
      const update = subject.table.commit([
        {
          kind: 'update',
          table: 'work',
          key: row,
          set: { version: 2 },
          conditions: [{ is: 'equal', attribute: 'version', value: 1, name: 'version is 1' }],
        },
      ]);
      await expect(update).rejects.toMatchObject({ condition: 'version is 1', row: undefined });
    });

    it('lets exactly one of 16 take over an expired row', async () => {
      const row = await expired({ holder: 0 });
      const take = (holder: number) =>
        subject.table.commit([
          {
            kind: 'update',
            table: 'work',
            key: row,
            set: { holder, expiresAt: inSeconds(60) },
            conditions: [{ is: 'absent', name: 'is free' }],
          },
        ]);
      const outcomes = await Promise.allSettled(Array.from({ length: 16 }, (_, index) => take(index + 1)));
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ condition: 'is free' });
      }
    });

    it('revives a row whose time is set anew before it ends', async () => {
      const row = { ...newKey(), expiresAt: inSeconds(10), a: 1 };
      await put(subject.table, row);
      await subject.table.commit([{ kind: 'update', table: 'work', key: row, set: { expiresAt: inSeconds(100) } }]);
      subject.clock.pass(50);
      expect(await subject.table.get('work', row)).toMatchObject({ a: 1 });
    });
  });
}
