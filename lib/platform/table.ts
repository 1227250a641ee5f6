/**
 * The Table port: rows in partitions, ordered by sort key, changed by all-or-nothing commits whose conditions are data.
 * Two adapters (SQLite, DynamoDB) pass one contract suite: test/contract/table.test.ts.
 */
export type TableName = 'work' | 'substrate' | 'audit';

/** JSON that survives both adapters unchanged. A member that is undefined is not stored; no NaN; an empty string is never a key. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * A stored item. `expiresAt` (epoch seconds) makes it count as absent from then on, in reads and in conditions.
 * Rows appear in an index when they carry both of its attributes (see `indexes`).
 */
export type Row = Key & { readonly expiresAt?: number } & { readonly [attribute: string]: Json | undefined };

/** Sparse indexes, as pairs of attribute names [partition, sort]. On AWS these lists may lag a moment behind a commit. */
export const indexes = {
  /** sessions of a project, newest last by id */
  byProject: { table: 'work', pk: 'byProjectPk', sk: 'byProjectSk' },
  /** sessions by project and status; open checkpoints of a workspace by due time; queued sessions of a workspace */
  byStatus: { table: 'work', pk: 'byStatusPk', sk: 'byStatusSk' },
  /** what must be looked at by a time, sharded: checkpoints, sessions, outbox rows, applies */
  byDue: { table: 'work', pk: 'byDuePk', sk: 'byDueSk' },
} as const;
export type IndexName = keyof typeof indexes;

export type Condition =
  | { readonly is: 'absent' }
  | { readonly is: 'present' }
  /** the attribute is absent, or the whole row is */
  | { readonly is: 'without'; readonly attribute: string }
  | { readonly is: 'equal'; readonly attribute: string; readonly value: string | number | boolean }
  | { readonly is: 'not-equal'; readonly attribute: string; readonly value: string | number | boolean }
  | { readonly is: 'one-of'; readonly attribute: string; readonly values: readonly (string | number)[] }
  | { readonly is: 'less-than'; readonly attribute: string; readonly value: string | number }
  | { readonly is: 'at-least'; readonly attribute: string; readonly value: string | number }
  /** at least one holds; no nesting deeper than one level */
  | { readonly is: 'any'; readonly of: readonly Condition[] };

/** A condition with the meaning it has for the caller, e.g. `checkpoint is still open`. Several on one write all must hold; the first that does not is named. */
export type NamedCondition = Condition & { readonly name: string };

export type Write =
  | {
      readonly kind: 'put';
      readonly table: TableName;
      readonly row: Row;
      readonly conditions?: readonly NamedCondition[];
    }
  | {
      /** Changes top-level attributes of one row; creates the row if absent unless a condition forbids it. */
      readonly kind: 'update';
      readonly table: TableName;
      readonly key: Key;
      readonly set?: Readonly<Record<string, Json>>;
      readonly add?: Readonly<Record<string, number>>;
      readonly remove?: readonly string[];
      readonly conditions?: readonly NamedCondition[];
    }
  | {
      readonly kind: 'delete';
      readonly table: TableName;
      readonly key: Key;
      readonly conditions?: readonly NamedCondition[];
    }
  | {
      readonly kind: 'check';
      readonly table: TableName;
      readonly key: Key;
      readonly conditions: readonly NamedCondition[];
    };

export const maxWritesPerCommit = 100;
export const maxCommitBytes = 4 * 1024 * 1024;
export const maxRowBytes = 400 * 1024;

/** Another commit had already made one of the named conditions false. Nothing was written. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly condition: string;
  /** Position of the refused write in the commit. */
  readonly index: number;
  /** The row as it stands, when there is one that has not expired. */
  readonly row: Row | undefined;

  constructor(condition: string, index: number, row: Row | undefined) {
    super(`condition does not hold: ${condition}`);
    this.condition = condition;
    this.index = index;
    this.row = row;
  }
}

/** The commit itself is not possible: too many writes, too large, the same row twice, an empty key. A programming error, never retried. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
}

export interface Query {
  readonly table: TableName;
  readonly index?: IndexName;
  readonly pk: string;
  /** Bounds of the sort key; `prefix` excludes the others. All inclusive except `after` and `before`. */
  readonly sk?: {
    readonly prefix?: string;
    readonly from?: string;
    readonly to?: string;
    readonly after?: string;
    readonly before?: string;
  };
  readonly reverse?: boolean;
  /** 1..1000; default 100. A page may hold fewer rows although more follow (expired rows are skipped, 1 MB pages). */
  readonly limit?: number;
  /** From a former page of the same query. Opaque to callers; not tamper-proof (the API signs it). */
  readonly cursor?: string;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly cursor: string | undefined;
}

export interface Change {
  /** Position in the stream; ascending per row. */
  readonly position: string;
  readonly table: TableName;
  readonly key: Key;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

export interface Table {
  /** Strongly consistent. */
  get(table: TableName, key: Key): Promise<Row | undefined>;
  /** Strongly consistent row by row, in the order asked (at most 100). */
  getMany(table: TableName, keys: readonly Key[]): Promise<readonly (Row | undefined)[]>;
  /** Base-table queries are strong, index queries may lag. */
  query(query: Query): Promise<Page>;
  /**
   * All or nothing. @throws ConditionFailed naming the first condition that failed, CommitRefused, or
   * CountersignError `unavailable` after 10 lost races or throttles (full jitter between).
   */
  commit(writes: readonly Write[]): Promise<void>;
  /** The change stream of a table in commit order per row. Answers from after `position` (undefined = the oldest kept). */
  changes(
    table: TableName,
    position: string | undefined,
    limit: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly position: string | undefined }>;
  /** Resolves when the row may have changed since the call, at the latest after `timeoutMs`. A hint for long polls, never a guarantee. */
  changed(table: TableName, key: Key, timeoutMs: number): Promise<void>;
}
