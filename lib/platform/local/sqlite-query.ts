import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { type Bound, decodeCursor, encodeCursor, nothing, pageRows, rangeOf } from '../key-range.ts';
import { indexes, type Key, type Query } from '../table.ts';
import { textOf } from './sqlite-rows.ts';

/** A page of rows, still as the texts that are stored. */
export interface TextPage {
  readonly texts: readonly { readonly key: Key; readonly body: string }[];
  readonly cursor: string | undefined;
}

interface Clause {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** One page of a partition, of the table itself or of an index, without expired rows. */
export function selectPage(sql: DatabaseSync, query: Query, nowMs: number): TextPage {
  const limit = pageRows(query);
  const clauses = clausesOf(query, nowMs);
  if (clauses === undefined) return { texts: [], cursor: undefined };
  const direction = query.reverse ? 'DESC' : 'ASC';
  const { pk, sk } = columnsOf(query);
  const order = query.index === undefined ? [sk] : [sk, 'pk', 'sk'];
  const text = `SELECT pk, sk, body, ${sk} AS sort FROM ${query.table} WHERE ${pk} = ? AND ${clauses.map((clause) => clause.text).join(' AND ')}
    ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`;
  // One row more than asked for tells whether another page follows.
  const found = sql.prepare(text).all(query.pk, ...clauses.flatMap((clause) => clause.values), limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const cursor =
    found.length > limit && last !== undefined
      ? encodeCursor({ sort: textOf(last.sort) ?? '', ...keyOf(last) })
      : undefined;
  return { texts: page.map((row) => ({ key: keyOf(row), body: textOf(row.body) ?? '' })), cursor };
}

const keyOf = (row: Readonly<Record<string, SQLOutputValue>>): Key => ({
  pk: textOf(row.pk) ?? '',
  sk: textOf(row.sk) ?? '',
});

function columnsOf({ table, index }: Query): { pk: string; sk: string } {
  if (index === undefined) return { pk: 'pk', sk: 'sk' };
  if (indexes[index].table !== table) throw new RangeError(`the table ${table} has no index ${index}`);
  return indexes[index];
}

function clausesOf(query: Query, nowMs: number): readonly Clause[] | undefined {
  const range = rangeOf(query.sk);
  if (range === nothing) return undefined;
  const { sk } = columnsOf(query);
  const lower = boundClause(sk, '>', range.lower);
  const upper = boundClause(sk, '<', range.upper);
  const start = query.cursor === undefined ? undefined : cursorClause(query, sk, query.cursor);
  const ends = query.reverse ? [lower, start ?? upper] : [start ?? lower, upper];
  return [
    ...ends.filter((clause) => clause !== undefined),
    // Says again what the sparse index is declared with, or SQLite would not use it.
    ...(query.index === undefined ? [] : [{ text: `${sk} IS NOT NULL`, values: [] }]),
    { text: '(expiresAtMs IS NULL OR expiresAtMs > ?)', values: [nowMs] },
  ];
}

function boundClause(column: string, operator: '<' | '>', bound: Bound | undefined): Clause | undefined {
  if (bound === undefined) return undefined;
  return { text: `${column} ${operator}${bound.inclusive ? '=' : ''} ?`, values: [bound.value] };
}

/** A cursor lies within the range, so it takes the place of the bound that the page starts from. */
function cursorClause(query: Query, sortColumn: string, cursor: string): Clause {
  const end = decodeCursor(cursor);
  const operator = query.reverse ? '<' : '>';
  if (query.index === undefined) return { text: `sk ${operator} ?`, values: [end.sk] };
  return { text: `(${sortColumn}, pk, sk) ${operator} (?, ?, ?)`, values: [end.sort, end.pk, end.sk] };
}
