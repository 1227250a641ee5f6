import type { TableName } from './table.ts';

/** Tables whose changes are kept as a stream. What happens to the others is told by rows of their own (decisions, chain segments). */
export const streamedTables: ReadonlySet<TableName> = new Set(['work']);

export const maxChangesPerCall = 1000;

/** @throws RangeError for a table without a stream or a limit outside 1..1000. */
export function assertChangesCall(table: TableName, limit: number): void {
  if (!streamedTables.has(table)) throw new RangeError(`the table ${table} keeps no change stream`);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxChangesPerCall) {
    throw new RangeError(`a call gives 1 to ${maxChangesPerCall} changes, not ${limit}`);
  }
}
