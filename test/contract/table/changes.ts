import type { Change, Key, Table } from '../../../lib/platform/index.ts';
import { newKey, newPartition, type OpenTable, put, rejection, type Subject } from './subject.ts';

/** Everything that follows the position, in as many calls as it takes. */
async function readChanges(table: Table, from: string | undefined, limit: number) {
  const changes: Change[] = [];
  let position = from;
  for (;;) {
    const answer = await table.changes('work', position, limit);
    changes.push(...answer.changes);
    if (answer.changes.length === 0) return { changes, position: answer.position };
    position = answer.position;
  }
}

const of = (changes: readonly Change[], key: Key): readonly Change[] =>
  changes.filter((change) => change.key.pk === key.pk && change.key.sk === key.sk);

export function describeChanges(open: OpenTable): void {
  describe('the change stream', () => {
    let subject: Subject;
    let table: Table;
    let start: string | undefined;
    beforeAll(async () => {
      subject = await open();
      table = subject.table;
      ({ position: start } = await readChanges(table, undefined, 1000));
    });

    it('tells each change of a row in order, with the row before and after', async () => {
      const key = newKey();
      await put(table, { ...key, a: 1 });
      await table.commit([{ kind: 'update', table: 'work', key, set: { b: { c: [''] } }, add: { a: 1 } }]);
      await table.commit([{ kind: 'delete', table: 'work', key }]);
      const { changes } = await readChanges(table, start, 1000);
      const own = of(changes, key);
      expect(own.map(({ before, after }) => ({ before, after }))).toEqual([
        { before: undefined, after: { ...key, a: 1 } },
        { before: { ...key, a: 1 }, after: { ...key, a: 2, b: { c: [''] } } },
        { before: { ...key, a: 2, b: { c: [''] } }, after: undefined },
      ]);
      expect(own.map((change) => change.position)).toEqual(own.map((change) => change.position).toSorted());
      expect(own.every((change) => change.table === 'work')).toBe(true);
    });

    it('goes on after a position, and stays there when nothing follows', async () => {
      const { position } = await readChanges(table, start, 1000);
      const key = newKey();
      for (const version of [1, 2, 3, 4, 5]) await put(table, { ...key, version });
      const { changes, position: end } = await readChanges(table, position, 2);
      expect(of(changes, key).map((change) => change.after?.version)).toEqual([1, 2, 3, 4, 5]);
      expect(await table.changes('work', end, 10)).toEqual({ changes: [], position: end });
    });

    it('holds every row of a commit, and none of a commit that failed', async () => {
      const { position } = await readChanges(table, start, 1000);
      const pk = newPartition();
      const rows = ['1', '2', '3'].map((sk) => ({ kind: 'put', table: 'work', row: { pk, sk } }) as const);
      await table.commit(rows);
      const failing = {
        kind: 'check',
        table: 'work',
        key: newKey(),
        conditions: [{ is: 'present', name: 'no' }],
      } as const;
      await rejection(table.commit([{ kind: 'put', table: 'work', row: { pk, sk: '4' } }, failing]));
      const { changes } = await readChanges(table, position, 1000);
      expect(changes.map((change) => change.key.sk).toSorted()).toEqual(['1', '2', '3']);
    });

    it('tells nothing of a write that changes nothing', async () => {
      const key = newKey();
      await put(table, { ...key, a: 1 });
      const { position } = await readChanges(table, start, 1000);
      await put(table, { ...key, a: 1 });
      await table.commit([{ kind: 'delete', table: 'work', key: newKey() }]);
      expect((await readChanges(table, position, 1000)).changes).toEqual([]);
    });

    it('counts an expired row as absent before', async () => {
      const { position } = await readChanges(table, start, 1000);
      const [replaced, deleted] = [newKey(), newKey()];
      // Long ago by every clock, the store's own included.
      const expiresAt = 1_000_000_000;
      await table.commit([
        { kind: 'put', table: 'work', row: { ...replaced, expiresAt } },
        { kind: 'put', table: 'work', row: { ...deleted, expiresAt } },
      ]);
      await table.commit([
        { kind: 'put', table: 'work', row: replaced },
        { kind: 'delete', table: 'work', key: deleted },
      ]);
      const { changes } = await readChanges(table, position, 1000);
      expect(of(changes, replaced).at(-1)).toMatchObject({ before: undefined, after: replaced });
      expect(of(changes, deleted)).toHaveLength(1);
    });

    it('is refused for a table without one, a limit out of range and a position that is none', async () => {
      await expect(table.changes('audit', undefined, 10)).rejects.toThrow(RangeError);
      await expect(table.changes('work', undefined, 0)).rejects.toThrow(RangeError);
      await expect(table.changes('work', 'nonsense', 10)).rejects.toMatchObject({ code: 'malformed_request' });
    });
  });

  describe('waiting for a change', () => {
    it('ends at the latest when its time is over', async () => {
      const { table } = await open();
      await expect(table.changed('work', newKey(), 5)).resolves.toBeUndefined();
    });

    it('ends after the row changed', async () => {
      const { table } = await open();
      const key = newKey();
      const waiting = table.changed('work', key, 2_000);
      await put(table, { ...key, a: 1 });
      await expect(waiting).resolves.toBeUndefined();
    });
  });
}
