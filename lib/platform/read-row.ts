import type * as z from 'zod';
import type { Row } from './table.ts';

/**
 * A reader of stored rows that parses each row once. A table may give the same frozen row again and again, and what was made of it
 * is then given again too: it is everybody's, and frozen like the row.
 */
export function rowReader<T extends z.ZodType>(schema: T): (row: Row) => z.output<T> {
  const known = new WeakMap<Row, { readonly value: z.output<T> }>();
  return (row) => {
    const kept = known.get(row);
    if (kept !== undefined) return kept.value;
    const value = frozen(schema.parse(row));
    if (Object.isFrozen(row)) known.set(row, { value });
    return value;
  };
}

/** Keeps everybody who is given a value from changing it, all the way down. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
