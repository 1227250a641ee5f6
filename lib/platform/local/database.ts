/** The one SQLite connection of the embedded host: all local adapters share it, and it groups their writes into commits. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { CountersignError } from '../../errors.ts';
import { createDiskSync, type DiskSync } from './disk-sync.ts';

export interface Database {
  /**
   * Runs `work` in this event-loop turn's one BEGIN…COMMIT, under its own savepoint; resolves after COMMIT. From then on this process
   * sees it and a kill can't take it back; a power cut can, until `settled`.
   * A throw rolls back only this caller's work and rejects. When COMMIT itself fails every caller of the turn rejects.
   * With `patient` the write waits for a turn that somebody else needs, so that both share one sync of the disk; for at most a few
   * milliseconds, and in its place in the order of writes.
   * `work` must be synchronous. @throws CountersignError `unavailable` when too many writes wait or the database is closed.
   */
  write<T>(work: (sql: DatabaseSync) => T, pace?: 'patient'): Promise<T>;
  /**
   * Resolves when everything committed so far is on the disk. Whoever answers somebody outside of this process waits for it first.
   * @throws CountersignError `unavailable` when the disk has refused.
   */
  settled(): Promise<void>;
  /** Synchronous read of committed data (never sees an uncommitted write, so it is refused inside `write`). */
  read<T>(work: (sql: DatabaseSync) => T): T;
  /** Runs schema statements at once (CREATE … IF NOT EXISTS), for adapters at start. */
  define(schema: string): void;
  /** Commits what is queued, then releases the file. */
  close(): void;
}

/** Writers waiting for a commit; beyond it the host is overloaded and says so instead of growing. */
const maxQueuedWrites = 10_000;
/** Callers in one transaction; the rest go into the next turn, so that reads and sockets get their share. */
const maxWritesPerTransaction = 1_000;
/** The longest that a patient write waits for company. */
const patienceMs = 4;
const maxCachedStatements = 500;
/** How long an opener waits for a former process to let go of the file, e.g. during a restart. */
const openTimeoutMs = 2_000;
const busyErrorCode = 5;
/** SQLITE_IOERR and SQLITE_FULL. */
const diskErrorCodes: ReadonlySet<number> = new Set([10, 13]);
/** 16 MB of log: four times SQLite's own choice moves hot pages once instead of often (p99 of a lone commit 0.7 instead of 2.2 ms). */
const checkpointPages = 4_000;

interface QueuedWrite {
  readonly run: (sql: DatabaseSync) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens (and creates, with its folder) a database file, or `:memory:`. Durable as with synchronous=FULL, where each commit syncs the log;
 * here the sync is made on another thread (`settled`), because work of this process need not wait for it.
 * The file is locked for as long as this process lives; the kernel drops the lock with the process, so a kill leaves nothing stuck.
 * @throws Error naming the file when another process has it open.
 */
export function openDatabase(path: string): Database {
  const sql = openFile(path);
  const disk = path === ':memory:' ? undefined : createDiskSync(`${path}-wal`);
  // What a killed process left in the log is read from now on, and may be on no disk yet.
  disk?.note();
  return groupWrites(sql, disk);
}

function openFile(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const sql = new CachingConnection(path, { timeout: openTimeoutMs });
  try {
    // Exclusive before WAL: the index of the log then lives in this process's memory, and the lock is kept between commits.
    sql.exec('PRAGMA locking_mode = EXCLUSIVE');
    sql.exec('PRAGMA journal_mode = WAL');
    sql.exec('PRAGMA synchronous = NORMAL');
    sql.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    sql.exec('BEGIN IMMEDIATE; COMMIT');
    return sql;
  } catch (error) {
    sql.close();
    if (isBusy(error)) {
      throw new Error(
        `${path} is in use: another process has this data folder open. Stop it first, or choose another folder.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

const isBusy = (error: unknown): boolean => errorCodeOf(error) === busyErrorCode;

/** SQLite's primary result code; the extended ones hold it in their lowest byte. */
const errorCodeOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

/** A disk that is full or fails is no fault of the write: whoever asked may ask again. */
function refusalOf(error: unknown): unknown {
  if (!diskErrorCodes.has(errorCodeOf(error) ?? 0)) return error;
  return new CountersignError('unavailable', 'The disk does not take what is written.', { cause: error });
}

/** Prepares each text once. Statements are shared: use `get`, `all` and `run`; never keep an `iterate` open or change a statement's settings. */
class CachingConnection extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>();

  override prepare(text: string): StatementSync {
    const cached = this.#statements.get(text);
    if (cached !== undefined) return cached;
    const statement = super.prepare(text);
    if (this.#statements.size < maxCachedStatements) this.#statements.set(text, statement);
    return statement;
  }
}

function groupWrites(sql: DatabaseSync, disk: DiskSync | undefined): Database {
  let queue: QueuedWrite[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  let patience: NodeJS.Timeout | undefined;
  let committing = false;
  let open = true;

  /** Whichever of the two comes first commits for both. */
  const unschedule = (): void => {
    clearTimeout(patience);
    if (scheduled !== undefined) clearImmediate(scheduled);
    patience = undefined;
    scheduled = undefined;
  };

  const commitNext = (): void => {
    unschedule();
    const batch = queue.slice(0, maxWritesPerTransaction);
    queue = queue.slice(maxWritesPerTransaction);
    scheduled = queue.length > 0 ? setImmediate(commitNext) : undefined;
    committing = true;
    try {
      commitTogether(sql, batch, () => disk?.note());
    } finally {
      committing = false;
    }
  };

  return {
    write<T>(work: (sql: DatabaseSync) => T, pace?: 'patient'): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (!open) return reject(new CountersignError('unavailable', 'The database is closed.'));
        if (queue.length >= maxQueuedWrites)
          return reject(new CountersignError('unavailable', 'Too many writes wait.'));
        let answer: () => void = () => reject(new Error('the work of a write did not run'));
        const run = (connection: DatabaseSync): void => {
          const result = work(connection);
          if (result instanceof Promise) throw new Error('the work of a write must be synchronous');
          answer = () => resolve(result);
        };
        queue.push({ run, resolve: () => answer(), reject });
        // In memory there is no sync to share.
        if (pace === undefined || disk === undefined) scheduled ??= setImmediate(commitNext);
        else if (scheduled === undefined) patience ??= setTimeout(commitNext, patienceMs);
      });
    },

    settled: async () => disk?.settled(),

    read<T>(work: (sql: DatabaseSync) => T): T {
      if (committing)
        throw new Error('a read inside a write would see uncommitted rows: use the connection given to the write');
      return work(sql);
    },

    define(schema: string): void {
      sql.exec(schema);
    },

    close(): void {
      if (!open) return;
      open = false;
      while (queue.length > 0) commitNext();
      unschedule();
      sql.close();
      disk?.close();
    },
  };
}

/** One transaction for the whole batch. Promises settle only after COMMIT, so nobody hears of what a kill would lose. */
function commitTogether(sql: DatabaseSync, batch: readonly QueuedWrite[], committed: () => void): void {
  const settlements: (() => void)[] = [];
  try {
    sql.prepare('BEGIN IMMEDIATE').run();
    for (const write of batch) settlements.push(runUnderSavepoint(sql, write));
    sql.prepare('COMMIT').run();
    committed();
  } catch (error) {
    if (sql.isTransaction) sql.exec('ROLLBACK');
    for (const write of batch) write.reject(refusalOf(error));
    return;
  }
  for (const settle of settlements) settle();
}

/** @throws what ended the whole transaction (disk full, I/O error): then nobody's work stands. */
function runUnderSavepoint(sql: DatabaseSync, write: QueuedWrite): () => void {
  sql.prepare('SAVEPOINT caller').run();
  try {
    write.run(sql);
  } catch (error) {
    if (!sql.isTransaction) throw error;
    sql.prepare('ROLLBACK TO caller').run();
    sql.prepare('RELEASE caller').run();
    return () => write.reject(refusalOf(error));
  }
  sql.prepare('RELEASE caller').run();
  return write.resolve;
}
