import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSystemClock } from '../../../../lib/platform/clock.ts';
import { openDatabase } from '../../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../../lib/platform/local/sqlite-table.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const writer = join(import.meta.dirname, '../../../support/table-writer.ts');
const rounds = 6;
/** Between the first acknowledgement and the kill; random, so that over many runs every moment is hit. */
const longestLifeMs = 60;

/** Lets a process write to the file and kills it in the midst. @returns the numbers of the commits it acknowledged. */
async function writeAndDie(databasePath: string, round: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [writer, databasePath, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: number[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => acknowledged.push(Number(line)));
  await once(lines, 'line');
  setTimeout(() => child.kill('SIGKILL'), Math.random() * longestLifeMs);
  await once(child, 'close');
  return acknowledged;
}

describe('what was acknowledged before a kill', () => {
  const databasePath = join(temporaryFolder(), 'killed.sqlite');

  it(`I6: is there afterwards, all of it, ${rounds} times in a row on one file`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const acknowledged = await writeAndDie(databasePath, round);
      const database = openDatabase(databasePath);
      const table = createSqliteTable(database, createSystemClock());
      for (const number of acknowledged) {
        const pk = `round#${round}#${number}`;
        const rows = [
          await table.get('work', { pk, sk: 'first' }),
          await table.get('substrate', { pk, sk: 'second' }),
          await table.get('audit', { pk, sk: 'third' }),
        ];
        expect(rows.filter((row) => row !== undefined)).toHaveLength(3);
      }
      const intact = database.read((sql) => sql.prepare('PRAGMA integrity_check').get());
      database.close();
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(intact).toEqual({ integrity_check: 'ok' });
    }
  }, 60_000);

  it('never holds one part of a commit without the others', () => {
    const database = openDatabase(databasePath);
    const halves = database.read((sql) =>
      sql
        .prepare(
          `SELECT count(*) AS count FROM (
             SELECT pk FROM (SELECT pk FROM work UNION ALL SELECT pk FROM substrate UNION ALL SELECT pk FROM audit)
             GROUP BY pk HAVING count(*) <> 3)`,
        )
        .get(),
    );
    database.close();
    expect(halves).toEqual({ count: 0 });
  });
});
