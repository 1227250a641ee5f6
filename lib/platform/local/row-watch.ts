import { rowId } from '../commit-rules.ts';
import type { Clock } from '../ports.ts';
import type { Key, TableName } from '../table.ts';

/** Who waits for a row to change in this process. */
export interface RowWatch {
  /** Resolves at the next `announce` of the row, at the latest after `timeoutMs`. */
  changed(table: TableName, key: Key, timeoutMs: number): Promise<void>;
  announce(table: TableName, key: Key): void;
}

export function createRowWatch(clock: Clock): RowWatch {
  const waiting = new Map<string, Set<() => void>>();

  return {
    async changed(table, key, timeoutMs) {
      const id = rowId(table, key);
      const waiters = waiting.get(id) ?? new Set();
      waiting.set(id, waiters);
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.add(resolve);
      try {
        await Promise.race([promise, clock.sleep(timeoutMs)]);
      } finally {
        waiters.delete(resolve);
        if (waiters.size === 0 && waiting.get(id) === waiters) waiting.delete(id);
      }
    },

    announce(table, key) {
      if (waiting.size === 0) return;
      const id = rowId(table, key);
      const waiters = waiting.get(id);
      waiting.delete(id);
      for (const wake of waiters ?? []) wake();
    },
  };
}
