import { type FileHandle, open } from 'node:fs/promises';
import { CountersignError } from '../../errors.ts';

/** Brings to the disk what was committed, without holding up the thread that commits. */
export interface DiskSync {
  /** A commit has been written to the log. */
  note(): void;
  /**
   * Resolves when every commit noted so far is on the disk; callers at the same time share one sync.
   * @throws CountersignError `unavailable` once a sync has failed: nobody can know what such a disk still holds.
   */
  settled(): Promise<void>;
  /** The database has been closed, which brings everything to the disk by itself. */
  close(): void;
}

/** @param logPath the write-ahead log, which exists once something was committed */
export function createDiskSync(logPath: string): DiskSync {
  let noted = 0;
  let onDisk = 0;
  let running: Promise<void> | undefined;
  let file: Promise<FileHandle> | undefined;
  let failure: CountersignError | undefined;

  const sync = async (): Promise<void> => {
    const upTo = noted;
    try {
      file ??= open(logPath, 'r+');
      await (await file).datasync();
      onDisk = Math.max(onDisk, upTo);
    } catch (cause) {
      failure = new CountersignError('unavailable', 'The disk refuses what was written.', { cause });
    } finally {
      running = undefined;
    }
  };

  return {
    note() {
      noted += 1;
    },
    async settled() {
      const wanted = noted;
      // At most two rounds: one that began before the last commit, and one that began after it.
      while (onDisk < wanted) {
        if (failure !== undefined) throw failure;
        running ??= sync();
        await running;
      }
    },
    close() {
      onDisk = noted;
      file?.then((handle) => handle.close()).catch(() => undefined);
    },
  };
}
