import { randomUUID } from 'node:crypto';
import type { Row, Table } from '../../../lib/platform/index.ts';
import type { ManualClock } from '../../support/manual-clock.ts';

export interface Subject {
  readonly table: Table;
  /** The clock that the table reads. */
  readonly clock: ManualClock;
}
/** Gives the table under test; called once for each part of the contract. */
export type OpenTable = () => Promise<Subject>;

/** A partition that no other case uses. */
export const newPartition = (): string => `W#${randomUUID()}`;

/** A row that is nothing but its key. */
export const newKey = (): Row => ({ pk: newPartition(), sk: 'row' });

/** Puts the row as it is. */
export const put = (table: Table, row: Row): Promise<void> => table.commit([{ kind: 'put', table: 'work', row }]);

/** The error that the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
