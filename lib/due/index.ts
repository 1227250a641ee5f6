import { sha256Hex } from '../digest/index.ts';
import type { Key, Page, Row, Table, Write } from '../platform/index.ts';

/** Due times are data: rows with these attributes are listed in time order, sharded, and looked at when their time has come. */
export const dueKinds = ['session', 'checkpoint', 'apply', 'outbox', 'queue'] as const;
export type DueKind = (typeof dueKinds)[number];
export const dueShards = 4;

export interface Due {
  /** ISO time from which on somebody must look */
  readonly at: string;
  readonly kind: DueKind;
  readonly workspaceId: string;
  /** what is due, within its kind */
  readonly id: string;
}

/** The index attributes of a due row. */
export const dueAttributes = (
  due: Due,
): { readonly byDuePk: string; readonly byDueSk: string; readonly dueKind: DueKind } => ({
  byDuePk: `due#${Number.parseInt(sha256Hex(due.id).slice(0, 4), 16) % dueShards}`,
  byDueSk: `${due.at}#${due.kind}#${due.id}`,
  dueKind: due.kind,
});

const dueIsUnchanged = 'the row is due as it was read';
/** Ends the sort key of a row that was put off: when it first was due. Whoever gives the row a new time drops it. */
const firstDueMark = '#first:';

/** When a row first was due, however often it was put off since (ISO). */
export function firstDueAt({ byDueSk }: { readonly byDueSk: string }): string {
  const mark = byDueSk.lastIndexOf(firstDueMark);
  return mark === -1 ? byDueSk.slice(0, byDueSk.indexOf('#')) : byDueSk.slice(mark + firstDueMark.length);
}

/**
 * Puts off a row that is still due after it was taken up, so that it neither makes the list be read without end nor stands in the
 * way of what came later. One that has moved by itself fails the condition and is left alone.
 */
export const postponeWrite = (row: Key & { readonly byDueSk: string }, until: string): Write => ({
  kind: 'update',
  table: 'work',
  key: { pk: row.pk, sk: row.sk },
  set: { byDueSk: putOffUntil(until, row) },
  conditions: [{ is: 'equal', attribute: 'byDueSk', value: row.byDueSk, name: dueIsUnchanged }],
});

function putOffUntil(until: string, row: { readonly byDueSk: string }): string {
  const [rest = ''] = row.byDueSk.slice(row.byDueSk.indexOf('#')).split(firstDueMark);
  return `${until}${rest}${firstDueMark}${firstDueAt(row)}`;
}

/** For updates that take a row off the list. */
export const dueAttributeNames = ['byDuePk', 'byDueSk', 'dueKind'] as const;

/** Rows of one shard that are due at `now` (ISO), earliest first. */
export const dueRows = (table: Table, shard: number, now: string, limit: number): Promise<Page> =>
  table.query({ table: 'work', index: 'byDue', pk: `due#${shard}`, sk: { to: `${now}#~` }, limit });

/** The earliest due time in a shard, or undefined when nothing waits. */
export async function earliestDue(table: Table, shard: number): Promise<string | undefined> {
  const page = await table.query({ table: 'work', index: 'byDue', pk: `due#${shard}`, limit: 1 });
  return dueTimeOf(page.rows[0]);
}

const dueTimeOf = (row: Row | undefined): string | undefined =>
  typeof row?.byDueSk === 'string' ? row.byDueSk.slice(0, row.byDueSk.indexOf('#')) : undefined;
