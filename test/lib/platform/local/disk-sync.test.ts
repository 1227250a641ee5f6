import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../../../lib/platform/local/database.ts';
import { createDiskSync } from '../../../../lib/platform/local/disk-sync.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('bringing commits to the disk', () => {
  it('has nothing to wait for before the first commit, nor without a disk', async () => {
    await expect(createDiskSync(join(folder, 'absent-wal')).settled()).resolves.toBeUndefined();
    const database = openDatabase(':memory:');
    await database.write((sql) => sql.exec('CREATE TABLE t (v)'));
    await expect(database.settled()).resolves.toBeUndefined();
    database.close();
  });

  it('is done once for everybody who waits at the same time', async () => {
    const path = join(folder, 'shared-wal');
    writeFileSync(path, 'log');
    const disk = createDiskSync(path);
    disk.note();
    await Promise.all([disk.settled(), disk.settled(), disk.settled()]);
    disk.note();
    const during = disk.settled();
    // Comes while the sync runs, which may have begun too early for it.
    disk.note();
    await Promise.all([during, disk.settled()]);
    disk.close();
  });

  it('I6 tells everybody for ever when the disk has refused once, because nobody can know what it holds', async () => {
    const path = join(folder, 'refusing-wal');
    const disk = createDiskSync(path);
    disk.note();
    await expect(disk.settled()).rejects.toMatchObject({ code: 'unavailable' });
    writeFileSync(path, 'too late');
    await expect(disk.settled()).rejects.toMatchObject({ code: 'unavailable' });
    disk.note();
    await expect(disk.settled()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('I6 brings what a database has committed into its log before it is told of', async () => {
    const database = openDatabase(join(folder, 'real.sqlite'));
    await database.write((sql) => sql.exec('CREATE TABLE t (v)'));
    await expect(database.settled()).resolves.toBeUndefined();
    database.close();
    await expect(database.settled()).resolves.toBeUndefined();
  });

  it('I6 begins with what a killed process has left in the log: its commits are seen, and may be on no disk yet', async () => {
    const killed = join(folder, 'killed.sqlite');
    const database = openDatabase(join(folder, 'living.sqlite'));
    await database.write((sql) => sql.exec('CREATE TABLE t (v)'));
    for (const end of ['', '-wal']) copyFileSync(`${join(folder, 'living.sqlite')}${end}`, `${killed}${end}`);
    database.close();

    const next = openDatabase(killed);
    expect(next.read((sql) => sql.prepare('SELECT * FROM t').all())).toEqual([]);
    // Whoever syncs the log does not find it.
    renameSync(`${killed}-wal`, `${killed}-elsewhere`);
    await expect(next.settled()).rejects.toMatchObject({ code: 'unavailable' });
    next.close();
  });
});
