import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Database, openDatabase } from '../../../../lib/platform/local/database.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const source = join(import.meta.dirname, '../../../../lib/platform/local/database.ts');

function openNumbers(path = ':memory:'): Database {
  const database = openDatabase(path);
  database.define('CREATE TABLE IF NOT EXISTS numbers (value INTEGER PRIMARY KEY)');
  return database;
}

const insert = (database: Database, value: number): Promise<number> =>
  database.write((sql) => {
    sql.prepare('INSERT INTO numbers VALUES (?)').run(value);
    return value;
  });

const numbers = (database: Database): readonly unknown[] =>
  database.read((sql) => sql.prepare('SELECT value FROM numbers ORDER BY value').all()).map((row) => row.value);

describe('writes of one turn of the event loop', () => {
  it('answer what their work returned, once it is committed', async () => {
    const database = openNumbers();
    expect(await Promise.all([insert(database, 1), insert(database, 2)])).toEqual([1, 2]);
    expect(numbers(database)).toEqual([1, 2]);
    database.close();
  });

  it('are one transaction: none is seen before all are', async () => {
    const database = openNumbers();
    const seen: (readonly unknown[])[] = [];
    const writes = [1, 2, 3].map((value) => insert(database, value).then(() => seen.push(numbers(database))));
    expect(numbers(database)).toEqual([]);
    await Promise.all(writes);
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    database.close();
  });

  it('lose only the work of the one that throws', async () => {
    const database = openNumbers();
    const throwing = database.write((sql) => {
      sql.prepare('INSERT INTO numbers VALUES (2)').run();
      throw new Error('changed its mind');
    });
    const outcomes = await Promise.allSettled([
      insert(database, 1),
      throwing,
      insert(database, 1),
      insert(database, 3),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(numbers(database)).toEqual([1, 3]);
    database.close();
  });

  it('all fail when the commit itself fails, and the next turn works again', async () => {
    const database = openNumbers();
    database.define('PRAGMA foreign_keys = ON');
    database.define('CREATE TABLE owned (owner INTEGER REFERENCES numbers (value) DEFERRABLE INITIALLY DEFERRED)');
    const orphan = database.write((sql) => sql.prepare('INSERT INTO owned VALUES (99)').run());
    const outcomes = await Promise.allSettled([insert(database, 1), orphan, insert(database, 2)]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(numbers(database)).toEqual([]);
    expect(await insert(database, 4)).toBe(4);
    database.close();
  });

  it('refuse work that is not synchronous, and reads in the midst of a write', async () => {
    const database = openNumbers();
    await expect(database.write(async () => 1)).rejects.toThrow('must be synchronous');
    await expect(database.write(() => database.read(() => 1))).rejects.toThrow('uncommitted');
    database.close();
  });

  it('are refused as unavailable when more wait than the host can carry', async () => {
    const database = openNumbers();
    const flood = Array.from({ length: 10_001 }, (_, value) => insert(database, value));
    const outcomes = await Promise.allSettled(flood);
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(numbers(database)).toHaveLength(10_000);
    database.close();
  });

  it('are refused as unavailable while the disk is full, and taken again when it is not', async () => {
    const database = openNumbers();
    database.define('CREATE TABLE texts (text TEXT); PRAGMA max_page_count = 100');
    const fill = (size: number): Promise<unknown> =>
      database.write((sql) => sql.prepare('INSERT INTO texts VALUES (?)').run('x'.repeat(size)));
    await fill(1_000);
    await expect(fill(1_000_000)).rejects.toMatchObject({ code: 'unavailable' });
    database.define('PRAGMA max_page_count = 10000');
    await fill(1_000_000);
    expect(database.read((sql) => sql.prepare('SELECT count(*) AS count FROM texts').get()?.count)).toBe(2);
    database.close();
  });
});

describe('closing', () => {
  const folder = temporaryFolder();

  it('commits what waits, then refuses writes', async () => {
    const path = join(folder, 'closing.sqlite');
    const database = openNumbers(path);
    const waiting = insert(database, 1);
    database.close();
    expect(await waiting).toBe(1);
    await expect(insert(database, 2)).rejects.toMatchObject({ code: 'unavailable' });
    const again = openNumbers(path);
    expect(numbers(again)).toEqual([1]);
    again.close();
  });
});

describe('a patient write', () => {
  const folder = temporaryFolder();
  const patiently = (database: Database, value: number): Promise<number> =>
    database.write((sql) => {
      sql.prepare('INSERT INTO numbers VALUES (?)').run(value);
      return value;
    }, 'patient');

  it('keeps its place before a write that does not wait', async () => {
    const database = openNumbers(join(folder, 'patient.sqlite'));
    const settled: number[] = [];
    const first = patiently(database, 1).then((value) => settled.push(value));
    await Promise.all([first, insert(database, 2).then((value) => settled.push(value))]);
    expect(settled).toEqual([1, 2]);
    database.close();
  });

  it('leaves nothing behind that would still commit when the database is closed', async () => {
    const database = openNumbers(join(folder, 'both.sqlite'));
    const first = patiently(database, 1);
    // The event loop is kept busy until both the patience is over and the next write has come.
    const busyUntil = performance.now() + 20;
    while (performance.now() < busyUntil);
    await Promise.all([first, insert(database, 2)]);
    database.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(() => numbers(database)).toThrow('not open');
  });

  it('is committed alone when nobody comes, and at the latest when the database is closed', async () => {
    const path = join(folder, 'alone.sqlite');
    const database = openNumbers(path);
    expect(await patiently(database, 1)).toBe(1);
    const waiting = patiently(database, 2);
    database.close();
    expect(await waiting).toBe(2);
    const again = openNumbers(path);
    expect(numbers(again)).toEqual([1, 2]);
    again.close();
  });
});

describe('a data folder that is open', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'new folder', 'open.sqlite');

  it('is refused to a second process and within this one, by name, until it is closed', () => {
    const database = openNumbers(path);
    const opening = `
      import { openDatabase } from ${JSON.stringify(pathToFileURL(source).href)};
      try { openDatabase(${JSON.stringify(path)}); console.log('opened'); } catch (error) { console.log(error.message); }`;
    const openElsewhere = (): string =>
      spawnSync(process.execPath, ['--input-type=module', '-e', opening], { encoding: 'utf8' }).stdout;
    expect(openElsewhere()).toContain(`${path} is in use: another process has this data folder open`);
    expect(() => openDatabase(path)).toThrow('is in use');
    database.close();
    expect(openElsewhere()).toBe('opened\n');
  }, 30_000);
});
