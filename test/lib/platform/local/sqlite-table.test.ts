import type { Clock, Key, Row, Table } from '../../../../lib/platform/index.ts';
import { openDatabase } from '../../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const row: Row = { pk: 'W#1', sk: 'row' };

/** Sleeps for ever, so that only a commit can end a wait. */
const sleeplessClock: Clock = { now: () => 0, sleep: () => Promise.withResolvers<void>().promise };

async function readAll(table: Table): Promise<void> {
  for (let position: string | undefined, more = true; more; ) {
    const page = await table.changes('work', position, 1000);
    more = page.changes.length > 0;
    position = page.position;
  }
}

const put = (table: Table, written: Row): Promise<void> => table.commit([{ kind: 'put', table: 'work', row: written }]);

describe('waiting for a change in one process', () => {
  it('ends with the commit that changes the row, for everyone who waits', async () => {
    const database = openDatabase(':memory:');
    const table = createSqliteTable(database, sleeplessClock);
    const waiting = [table.changed('work', row, 20_000), table.changed('work', row, 20_000)];
    await put(table, row);
    await expect(Promise.all(waiting)).resolves.toHaveLength(2);
    database.close();
  });

  it('does not end with another row, a check, or a commit that failed', async () => {
    const database = openDatabase(':memory:');
    const table = createSqliteTable(database, sleeplessClock);
    const awake: string[] = [];
    const changed = table.changed('work', row, 20_000).then(() => awake.push('row'));
    await put(table, { ...row, sk: 'other' });
    await table.commit([{ kind: 'check', table: 'work', key: row, conditions: [{ is: 'absent', name: 'is new' }] }]);
    const failing = { kind: 'put', table: 'work', row, conditions: [{ is: 'present', name: 'is there' }] } as const;
    await expect(table.commit([failing])).rejects.toMatchObject({ condition: 'is there' });
    expect(awake).toEqual([]);
    await put(table, row);
    await changed;
    expect(awake).toEqual(['row']);
    database.close();
  });
});

describe('rows that are read again and again', () => {
  const opened = () => {
    const clock = createManualClock();
    const database = openDatabase(':memory:');
    return { clock, database, table: createSqliteTable(database, clock) };
  };

  it('are the same frozen row until somebody writes it, in lists too', async () => {
    const { database, table } = opened();
    await put(table, { ...row, n: 1, inner: { list: [1] } });
    const first = await table.get('work', row);
    expect(await table.get('work', row)).toBe(first);
    expect((await table.query({ table: 'work', pk: row.pk })).rows[0]).toBe(first);
    expect(Object.isFrozen(first?.inner)).toBe(true);
    await put(table, { ...row, n: 2 });
    expect(await table.get('work', row)).toEqual({ ...row, n: 2 });
    await table.commit([{ kind: 'delete', table: 'work', key: row }]);
    expect(await table.get('work', row)).toBeUndefined();
    database.close();
  });

  it('are found when somebody had looked for them before they were there, and not after they were deleted', async () => {
    const { database, table } = opened();
    expect([await table.get('work', row), await table.get('work', row)]).toEqual([undefined, undefined]);
    const onlyOnce = { kind: 'put', table: 'work', row, conditions: [{ is: 'absent', name: 'is new' }] } as const;
    await table.commit([onlyOnce]);
    await expect(table.commit([onlyOnce])).rejects.toMatchObject({ condition: 'is new' });
    expect(await table.get('work', row)).toEqual(row);
    await table.commit([{ kind: 'delete', table: 'work', key: row }]);
    expect([await table.get('work', row), await table.get('work', row)]).toEqual([undefined, undefined]);
    await table.commit([{ kind: 'update', table: 'work', key: row, add: { n: 1 } }]);
    expect(await table.get('work', row)).toEqual({ ...row, n: 1 });
    database.close();
  });

  it('are not what a commit would have made of them when it is refused', async () => {
    const { database, table } = opened();
    await put(table, { ...row, n: 1 });
    await table.get('work', row);
    const fine = { kind: 'update', table: 'work', key: row, add: { n: 1 } } as const;
    const refused = {
      kind: 'check',
      table: 'work',
      key: { ...row, sk: 'other' },
      conditions: [{ is: 'present', name: 'is there' }],
    } as const;
    await expect(table.commit([fine, refused])).rejects.toMatchObject({ condition: 'is there' });
    expect(await table.get('work', row)).toEqual({ ...row, n: 1 });
    await Promise.all([
      table.commit([fine]),
      table.commit([fine, refused]).catch(() => undefined),
      table.commit([fine]),
    ]);
    expect(await table.get('work', row)).toEqual({ ...row, n: 3 });
    database.close();
  });

  it('count as absent from their expiry on, also for conditions', async () => {
    const { clock, database, table } = opened();
    await put(table, { ...row, expiresAt: Math.floor(clock.now() / 1000) + 60 });
    await table.get('work', row);
    clock.pass(60);
    expect(await table.get('work', row)).toBeUndefined();
    await table.commit([{ kind: 'put', table: 'work', row, conditions: [{ is: 'absent', name: 'is new' }] }]);
    expect(await table.get('work', row)).toEqual(row);
    database.close();
  });
});

describe('a stream that is followed for some rows only', () => {
  it('tells of those and does not keep the others', async () => {
    const database = openDatabase(':memory:');
    const table = createSqliteTable(database, createManualClock(), { isFollowed: ({ sk }) => sk.startsWith('evt#') });
    await table.commit([
      { kind: 'put', table: 'work', row },
      { kind: 'put', table: 'work', row: { ...row, sk: 'evt#1' } },
    ]);
    await table.commit([{ kind: 'delete', table: 'work', key: { ...row, sk: 'evt#1' } }]);
    const { changes } = await table.changes('work', undefined, 10);
    expect(changes.map(({ key, before, after }) => [key.sk, before?.sk, after?.sk])).toEqual([
      ['evt#1', undefined, 'evt#1'],
      ['evt#1', 'evt#1', undefined],
    ]);
    database.close();
  });
});

describe('somebody who reads row after row', () => {
  it.each<[string, (table: Table) => Promise<unknown>]>([
    ['row by row', (table) => table.get('work', row)],
    ['several at once', (table) => table.getMany('work', [row, { ...row, sk: 'other' }])],
    ['by lists', (table) => table.query({ table: 'work', pk: row.pk })],
  ])('lets everybody else have their turn, %s', async (_, readOnce) => {
    const database = openDatabase(':memory:');
    const table = createSqliteTable(database, createManualClock());
    await put(table, row);
    let othersHadTurns = 0;
    const other = setInterval(() => {
      othersHadTurns += 1;
    }, 0);
    for (let reads = 0; reads < 20_000; reads += 1) await readOnce(table);
    clearInterval(other);
    expect(othersHadTurns).toBeGreaterThan(1);
    database.close();
  });
});

describe('what the store does not keep for ever', () => {
  it('is deleted beside other commits: expired rows, and the oldest changes once they were read', async () => {
    const database = openDatabase(':memory:');
    const clock = createManualClock();
    const table = createSqliteTable(database, clock);
    const count = (text: string) =>
      database.read((sql) => sql.prepare(`SELECT count(*) AS count FROM ${text}`).get()?.count);
    const expiresAt = Math.floor(clock.now() / 1000) + 60;
    const key = (index: number): Key => ({ pk: 'W#many', sk: String(index) });
    const hundred = (start: number, expiry: object) =>
      Array.from({ length: 100 }, (_, index) => ({
        kind: 'put' as const,
        table: 'work' as const,
        row: { ...key(start + index), ...expiry },
      }));
    await table.commit(hundred(0, { expiresAt }));
    clock.pass(60);
    for (let start = 100; start < 25_000; start += 100) await table.commit(hundred(start, {}));
    expect(count('work')).toBe(24_900);
    expect(count('work_changes')).toBe(25_000);
    await readAll(table);
    // However far the reader had been behind, no commit is held up by all of it.
    const deletedBy = async (start: number): Promise<number> => {
      const before = Number(count('work_changes'));
      await table.commit(hundred(start, {}));
      return before + 100 - Number(count('work_changes'));
    };
    const deleted: number[] = [];
    for (let start = 25_000; start < 31_000; start += 100) deleted.push(await deletedBy(start));
    expect(Math.max(...deleted)).toBe(1_000);
    expect(count('work_changes')).toBeLessThanOrEqual(20_500);
    const { changes } = await table.changes('work', undefined, 1);
    expect(Number(changes[0]?.position)).toBeGreaterThan(1);
    database.close();
  }, 30_000);
});
