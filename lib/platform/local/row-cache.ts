import { rowId } from '../commit-rules.ts';
import { frozen } from '../read-row.ts';
import type { Key, Row, TableName } from '../table.ts';

/**
 * Rows as they were last read. This process alone writes the file, so a row is good until the next write to it, and so is its absence.
 * What is kept is frozen: it is given to everybody who asks.
 */
export interface RowCache {
  /** What is known of a row: where it was looked for and was not there, nothing is in it. */
  find(table: TableName, key: Key): Known | undefined;
  /** Keeps the row that a text stands for, and gives it. */
  keep(table: TableName, text: string): Row;
  keepAbsent(table: TableName, key: Key): void;
  forget(table: TableName, key: Key): void;
}

interface Known {
  readonly row: Row | undefined;
  readonly characters: number;
}

/** Of JSON; the rows themselves take about three times as much. */
const maxKeptCharacters = 2 * 1024 * 1024;
/** Large rows are read by one, and would push out many that are read by all. */
const maxRowCharacters = 32 * 1024;

export function createRowCache(): RowCache {
  const kept = new Map<string, Known>();
  let characters = 0;

  const drop = (id: string): void => {
    characters -= kept.get(id)?.characters ?? 0;
    kept.delete(id);
  };

  const put = (id: string, known: Known): void => {
    drop(id);
    kept.set(id, known);
    characters += known.characters;
    // The oldest goes first, however often it was read: what is read often comes back at once.
    for (const oldest of kept.keys()) {
      if (characters <= maxKeptCharacters) break;
      drop(oldest);
    }
  };

  return {
    find: (table, key) => kept.get(rowId(table, key)),

    keep(table, text) {
      const row = frozen(JSON.parse(text) as Row);
      if (text.length <= maxRowCharacters) put(rowId(table, row), { row, characters: text.length });
      return row;
    },

    keepAbsent(table, key) {
      const id = rowId(table, key);
      put(id, { row: undefined, characters: id.length });
    },

    forget: (table, key) => drop(rowId(table, key)),
  };
}
