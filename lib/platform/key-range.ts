/** Ranges of sort keys and the cursors of pages, the same on both stores. */
import * as z from 'zod';
import { CountersignError } from '../errors.ts';
import { assertKey } from './commit-rules.ts';
import { compareText } from './conditions.ts';
import type { Query } from './table.ts';

export const defaultPageRows = 100;
export const maxPageRows = 1000;

export interface Bound {
  readonly value: string;
  readonly inclusive: boolean;
}

export interface KeyRange {
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
}

/** A range that holds no key at all. */
export const nothing = 'nothing';

/** The range of a query, or `nothing`. With `prefix` the other bounds do not count. */
export function rangeOf(sk: Query['sk'] = {}): KeyRange | typeof nothing {
  if (sk.prefix !== undefined) return prefixRange(sk.prefix);
  const lower = tighter(bound(sk.from, true), bound(sk.after, false), 1);
  const upper = tighter(bound(sk.to, true), bound(sk.before, false), -1);
  if (upper?.value === '') return nothing;
  const range = { lower: lower?.value === '' ? undefined : lower, upper };
  return isEmpty(range) ? nothing : range;
}

function bound(value: string | undefined, inclusive: boolean): Bound | undefined {
  return value === undefined ? undefined : { value, inclusive };
}

function tighter(inclusive: Bound | undefined, exclusive: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (inclusive === undefined || exclusive === undefined) return inclusive ?? exclusive;
  return compareText(inclusive.value, exclusive.value) * direction > 0 ? inclusive : exclusive;
}

function isEmpty({ lower, upper }: KeyRange): boolean {
  if (lower === undefined || upper === undefined) return false;
  const order = compareText(lower.value, upper.value);
  return order > 0 || (order === 0 && !(lower.inclusive && upper.inclusive));
}

function prefixRange(prefix: string): KeyRange {
  if (prefix === '') return { lower: undefined, upper: undefined };
  const end = afterPrefix(prefix);
  return {
    lower: { value: prefix, inclusive: true },
    upper: end === undefined ? undefined : { value: end, inclusive: false },
  };
}

const lastCodePoint = 0x10ffff;
const firstSurrogate = 0xd800;
const afterSurrogates = 0xe000;

/** The least text that is greater than every text with the prefix: code points order as their UTF-8 bytes do. */
function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === firstSurrogate ? afterSurrogates : last + 1;
  return String.fromCodePoint(...points, next);
}

/** Where a page ended: the sort key in the order of the query, and the row's own key (equal to it on the table itself). */
export interface PageEnd {
  readonly sort: string;
  readonly pk: string;
  readonly sk: string;
}

const cursorSchema = z.tuple([z.string().min(1), z.string().min(1), z.string().min(1)]);

export function encodeCursor({ sort, pk, sk }: PageEnd): string {
  return Buffer.from(JSON.stringify([sort, pk, sk])).toString('base64url');
}

/** @throws CountersignError `malformed_request` for a text that is no cursor. */
export function decodeCursor(cursor: string): PageEnd {
  try {
    const [sort, pk, sk] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { sort, pk, sk };
  } catch (cause) {
    throw new CountersignError('malformed_request', 'The cursor does not belong to this list.', { cause });
  }
}

/** Rows wanted on the page. @throws RangeError, or CommitRefused for an empty partition key. */
export function pageRows(query: Query): number {
  assertKey({ pk: query.pk, sk: 'any' });
  const limit = query.limit ?? defaultPageRows;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageRows) {
    throw new RangeError(`a page has 1 to ${maxPageRows} rows, not ${limit}`);
  }
  return limit;
}
