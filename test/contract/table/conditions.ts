import {
  type Condition,
  ConditionFailed,
  type Json,
  type Row,
  type Table,
  type Write,
} from '../../../lib/platform/index.ts';
import { newKey, type OpenTable, put, rejection } from './subject.ts';

type Attributes = Readonly<Record<string, Json>>;
interface Case {
  readonly condition: Condition;
  /** Rows (without their key) on which it holds; `absent` and `expired` stand for no row. */
  readonly holdsOn: readonly (Attributes | 'absent' | 'expired')[];
  readonly failsOn: readonly (Attributes | 'absent' | 'expired')[];
}

const cases: readonly Case[] = [
  { condition: { is: 'absent' }, holdsOn: ['absent', 'expired'], failsOn: [{}] },
  { condition: { is: 'present' }, holdsOn: [{}], failsOn: ['absent', 'expired'] },
  {
    condition: { is: 'without', attribute: 'a' },
    holdsOn: ['absent', 'expired', { b: 1 }],
    failsOn: [{ a: 1 }, { a: null }, { a: '' }],
  },
  {
    condition: { is: 'equal', attribute: 'status', value: 'open' },
    holdsOn: [{ status: 'open' }],
    failsOn: ['absent', 'expired', {}, { status: 'Open' }, { status: null }, { status: ['open'] }],
  },
  { condition: { is: 'equal', attribute: 'a', value: '' }, holdsOn: [{ a: '' }], failsOn: [{}, { a: null }, { a: 0 }] },
  {
    condition: { is: 'equal', attribute: 'a', value: 1 },
    holdsOn: [{ a: 1 }],
    failsOn: [{ a: '1' }, { a: true }, { a: 2 }],
  },
  {
    condition: { is: 'equal', attribute: 'a', value: false },
    holdsOn: [{ a: false }],
    failsOn: [{}, { a: true }, { a: 0 }],
  },
  {
    condition: { is: 'not-equal', attribute: 'a', value: 'x' },
    holdsOn: ['absent', 'expired', {}, { a: 'y' }, { a: null }, { a: 1 }],
    failsOn: [{ a: 'x' }],
  },
  {
    condition: { is: 'one-of', attribute: 'status', values: ['open', 'deciding', 7] },
    holdsOn: [{ status: 'open' }, { status: 'deciding' }, { status: 7 }],
    failsOn: ['absent', 'expired', {}, { status: 'closed' }, { status: '7' }],
  },
  {
    condition: { is: 'less-than', attribute: 'a', value: 10 },
    holdsOn: [{ a: 9 }, { a: -3.5 }],
    failsOn: ['absent', 'expired', {}, { a: 10 }, { a: 11 }, { a: '9' }, { a: null }],
  },
  {
    condition: { is: 'less-than', attribute: 'a', value: '\u{10000}' },
    holdsOn: [{ a: '\uffee' }, { a: '' }],
    failsOn: [{}, { a: '\u{10000}' }, { a: '\u{10001}' }, { a: 1 }],
  },
  {
    condition: { is: 'at-least', attribute: 'a', value: '2026-01-01' },
    holdsOn: [{ a: '2026-01-01' }, { a: '2026-01-02' }, { a: '3' }],
    failsOn: ['absent', 'expired', {}, { a: '2025-12-31' }, { a: 3000 }],
  },
  {
    condition: { is: 'at-least', attribute: 'a', value: 2 },
    holdsOn: [{ a: 2 }, { a: 10 }],
    failsOn: [{ a: 1.99 }, { a: '10' }],
  },
  {
    condition: {
      is: 'any',
      of: [
        { is: 'absent' },
        { is: 'equal', attribute: 'by', value: 'me' },
        { is: 'less-than', attribute: 'until', value: 5 },
      ],
    },
    holdsOn: ['absent', 'expired', { by: 'me', until: 9 }, { by: 'you', until: 4 }],
    failsOn: [{}, { by: 'you' }, { by: 'you', until: 5 }],
  },
];

const named = (condition: Condition) => [{ ...condition, name: 'the named one' }];

/** Each kind of write under the condition. */
const kinds = {
  put: (row: Row, condition: Condition): Write => ({
    kind: 'put',
    table: 'work',
    row: { pk: row.pk, sk: row.sk, written: true },
    conditions: named(condition),
  }),
  update: ({ pk, sk }: Row, condition: Condition): Write => ({
    kind: 'update',
    table: 'work',
    key: { pk, sk },
    set: { written: true },
    conditions: named(condition),
  }),
  delete: ({ pk, sk }: Row, condition: Condition): Write => ({
    kind: 'delete',
    table: 'work',
    key: { pk, sk },
    conditions: named(condition),
  }),
  check: ({ pk, sk }: Row, condition: Condition): Write => ({
    kind: 'check',
    table: 'work',
    key: { pk, sk },
    conditions: named(condition),
  }),
};

const rows = cases.flatMap(({ condition, holdsOn, failsOn }) => [
  ...holdsOn.map((on) => ({ text: JSON.stringify(condition), on, condition, holds: true })),
  ...failsOn.map((on) => ({ text: JSON.stringify(condition), on, condition, holds: false })),
]);

export function describeConditions(open: OpenTable): void {
  describe('conditions', () => {
    let table: Table;
    let nowSeconds: number;
    beforeAll(async () => {
      const subject = await open();
      table = subject.table;
      nowSeconds = Math.floor(subject.clock.now() / 1000);
    });

    /** A stored row for the case. */
    async function arrange(on: Attributes | 'absent' | 'expired'): Promise<Row> {
      const key = newKey();
      if (on === 'absent') return key;
      const everything = { a: 'x', status: 'open', by: 'me', until: 1 };
      const row: Row = on === 'expired' ? { ...key, ...everything, expiresAt: nowSeconds - 1 } : { ...key, ...on };
      await put(table, row);
      return row;
    }

    it.each(rows)('$text on $on: holds is $holds, for each kind of write, alone', async ({ on, condition, holds }) => {
      for (const write of Object.values(kinds)) {
        const row = await arrange(on);
        const error = await rejection(table.commit([write(row, condition)]));
        if (holds) expect(error).toBeUndefined();
        else expect(error).toMatchObject({ name: 'ConditionFailed', condition: 'the named one', index: 0 });
      }
    });

    it.each(rows)('$text on $on: holds is $holds, and decides a whole commit', async ({ on, condition, holds }) => {
      const row = await arrange(on);
      const other = newKey();
      const first: Write = { kind: 'put', table: 'substrate', row: { ...other, written: true } };
      const error = await rejection(table.commit([first, kinds.check(row, condition)]));
      expect(error === undefined).toBe(holds);
      expect(await table.get('substrate', other)).toEqual(holds ? { ...other, written: true } : undefined);
    });

    it('names the first failing write, the first failing condition on it, and gives the row as it stands', async () => {
      const key = newKey();
      const row = { ...key, version: 4, status: 'open' };
      await put(table, row);
      const error = await rejection(
        table.commit([
          { kind: 'put', table: 'work', row: newKey(), conditions: [{ is: 'absent', name: 'holds' }] },
          {
            kind: 'update',
            table: 'work',
            key,
            set: { version: 5 },
            conditions: [
              { is: 'equal', attribute: 'status', value: 'open', name: 'is open' },
              { is: 'equal', attribute: 'version', value: 3, name: 'is version 3' },
              { is: 'equal', attribute: 'version', value: 2, name: 'is version 2' },
            ],
          },
          { kind: 'check', table: 'audit', key: newKey(), conditions: [{ is: 'present', name: 'later' }] },
        ]),
      );
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({ condition: 'is version 3', index: 1, row });
    });

    it('gives no row with a failure on a row that is absent or has expired', async () => {
      for (const on of ['absent', 'expired'] as const) {
        const row = await arrange(on);
        const error = await rejection(table.commit([kinds.check(row, { is: 'present' })]));
        expect(error).toMatchObject({ name: 'ConditionFailed', row: undefined });
      }
    });

    it('is not misled by attributes that every object inherits', async () => {
      const row = await arrange({});
      await table.commit([kinds.check(row, { is: 'without', attribute: 'constructor' })]);
      const error = await rejection(
        table.commit([kinds.check(row, { is: 'equal', attribute: 'toString', value: 'x' })]),
      );
      expect(error).toMatchObject({ name: 'ConditionFailed' });
    });
  });
}
