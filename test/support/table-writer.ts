/** A process that commits to a database file without end and says each commit's number once it is acknowledged, until it is killed. */
import { writeSync } from 'node:fs';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../lib/platform/local/sqlite-table.ts';

const [databasePath = '', round = '0'] = process.argv.slice(2);
const callers = 8;
const standardOutput = 1;
const table = createSqliteTable(openDatabase(databasePath), createSystemClock());
let next = 0;

async function commitForEver(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    const pk = `round#${round}#${number}`;
    await table.commit([
      { kind: 'put', table: 'work', row: { pk, sk: 'first', text: 'x'.repeat(500) } },
      { kind: 'put', table: 'substrate', row: { pk, sk: 'second' } },
      { kind: 'put', table: 'audit', row: { pk, sk: 'third' } },
    ]);
    // Synchronous, so that what this process believes acknowledged is in the pipe before it can be killed for it.
    writeSync(standardOutput, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: callers }, commitForEver));
