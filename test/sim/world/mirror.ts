/** What the tables hold, kept beside them commit by commit, so that invariants see each change with what was there before it. */
import type { Key, Row, Table, TableName, Write } from '../../../lib/platform/index.ts';
import type { Invocation } from './invocation.ts';

/** One commit that was made. */
export interface Commit {
  readonly number: number;
  /** Epoch milliseconds of the virtual clock. */
  readonly at: number;
  readonly by: Invocation | undefined;
  readonly writes: readonly Write[];
  readonly changes: readonly RowChange[];
  /** Made by a fault, not by the product. */
  readonly interference: boolean;
}

export interface RowChange {
  readonly table: TableName;
  readonly key: Key;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

export interface Mirror {
  readonly commits: number;
  get(table: TableName, key: Key): Row | undefined;
  /** Rows of a table whose partition and sort key begin like this. */
  rows(table: TableName, pk?: string, sk?: string): readonly Row[];
  /** Reads what a commit has left behind. */
  follow(table: Table, commit: Pick<Commit, 'writes' | 'at' | 'by' | 'interference'>): Promise<Commit>;
  copy(): Mirror;
}

type Tables = Readonly<Record<TableName, Map<string, Row>>>;
const idOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
export const keyOfWrite = (write: Write): Key => (write.kind === 'put' ? write.row : write.key);

export function createMirror(tables: Tables = { work: new Map(), substrate: new Map(), audit: new Map() }): Mirror {
  let commits = 0;
  return {
    get commits() {
      return commits;
    },
    get: (table, key) => tables[table].get(idOf(key)),
    rows: (table, pk = '', sk = '') =>
      [...tables[table].values()].filter((row) => row.pk.startsWith(pk) && row.sk.startsWith(sk)),
    async follow(table, made) {
      commits += 1;
      const changes: RowChange[] = [];
      for (const write of made.writes) {
        if (write.kind === 'check') continue;
        const key = keyOfWrite(write);
        const after = await table.get(write.table, key);
        const before = tables[write.table].get(idOf(key));
        if (after === undefined) tables[write.table].delete(idOf(key));
        else tables[write.table].set(idOf(key), after);
        changes.push({ table: write.table, key: { pk: key.pk, sk: key.sk }, before, after });
      }
      return { ...made, number: commits, changes };
    },
    copy: () =>
      createMirror({
        work: new Map(tables.work),
        substrate: new Map(tables.substrate),
        audit: new Map(tables.audit),
      }),
  };
}
