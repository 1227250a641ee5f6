/** Queues as rows. A message is gone when its handler has finished; until then every start of the host offers it again. */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log, Queue, QueueName } from '../ports.ts';
import { encodeMessage } from '../queue-message.ts';
import type { Json } from '../table.ts';
import type { Database } from './database.ts';
import { type Claimed, consumeQueue, type QueueConsumer, type QueueHandler } from './queue-consumer.ts';

/** A message that failed this often is laid aside, with its last error. */
const maxAttempts = 5;
/** How long a handler may take before the message is offered to another one. */
const visibilityTimeoutMs = 120_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
const maxListedDeadMessages = 100;

export interface DeadMessage {
  readonly id: number;
  readonly message: Json;
  readonly attempts: number;
  readonly error: string;
  readonly diedAt: number;
}

export interface LocalQueue extends Queue {
  /** Starts to deliver the messages of one queue, `concurrency` at a time (default 4). A handler that throws gets the message again, at most 5 times. */
  consume(queue: QueueName, handler: QueueHandler, options?: { readonly concurrency?: number }): QueueConsumer;
  /** The latest messages that were given up, newest first, at most 100. */
  dead(queue: QueueName): readonly DeadMessage[];
}

const schema = `
  CREATE TABLE IF NOT EXISTS queue_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    visible_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    leased INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    died_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queue_message_due ON queue_message (queue, visible_at) WHERE died_at IS NULL;`;

/** The database is locked to this process, so whoever held a lease when it was opened is dead. */
const voidLeases = 'UPDATE queue_message SET leased = 0, visible_at = 0 WHERE leased = 1;';

export function createLocalQueue(settings: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}): LocalQueue {
  const { database, clock, log } = settings;
  database.define(schema);
  database.define(voidLeases);
  const listeners = new Map<QueueName, Set<() => void>>();

  return {
    async send(queue, message, options) {
      const { body, delaySeconds } = encodeMessage(message, options);
      const visibleAt = clock.now() + delaySeconds * 1000;
      await database.write((sql) =>
        sql.prepare('INSERT INTO queue_message (queue, body, visible_at) VALUES (?, ?, ?)').run(queue, body, visibleAt),
      );
      for (const notify of listeners.get(queue) ?? []) notify();
    },

    consume(queue, handler, options) {
      const notified = listeners.get(queue) ?? new Set();
      listeners.set(queue, notified);
      return consumeQueue({
        handler,
        clock,
        log,
        queue,
        ...(options?.concurrency === undefined ? {} : { concurrency: options.concurrency }),
        subscribe: (notify) => {
          notified.add(notify);
          return () => notified.delete(notify);
        },
        claim: (count) => claimMessages(database, queue, count, clock.now()),
        finish: (claimed) => database.write((sql) => finishMessage(sql, claimed), 'patient'),
        fail: (claimed, error) => database.write((sql) => failMessage(sql, claimed, error, clock.now())),
      });
    },

    dead: (queue) => database.read((sql) => listDead(sql, queue)),
  };
}

const dueMessages = `SELECT id, body, attempts FROM queue_message
  WHERE queue = ? AND died_at IS NULL AND visible_at <= ? ORDER BY visible_at, id LIMIT ?`;

/** Looks before it writes: an idle host must not commit each time it looks. */
async function claimMessages(
  database: Database,
  queue: QueueName,
  count: number,
  now: number,
): Promise<readonly Claimed[]> {
  if (database.read((sql) => sql.prepare(dueMessages).get(queue, now, 1)) === undefined) return [];
  return database.write((sql) => {
    const due = sql.prepare(dueMessages).all(queue, now, count);
    return due.flatMap((row) => {
      const claimed = { id: Number(row.id), body: String(row.body), attempt: Number(row.attempts) + 1 };
      return lease(sql, claimed, now) ? [claimed] : [];
    });
  }, 'patient');
}

/** False for a message that took its process down with each attempt: it dies here, because no handler lived to say so. */
function lease(sql: DatabaseSync, claimed: Claimed, now: number): boolean {
  if (claimed.attempt > maxAttempts) {
    sql
      .prepare("UPDATE queue_message SET leased = 0, died_at = ?, error = iif(error = '', ?, error) WHERE id = ?")
      .run(now, 'no attempt came to its end', claimed.id);
    return false;
  }
  sql
    .prepare('UPDATE queue_message SET leased = 1, attempts = ?, visible_at = ? WHERE id = ?')
    .run(claimed.attempt, now + visibilityTimeoutMs, claimed.id);
  return true;
}

function finishMessage(sql: DatabaseSync, claimed: Claimed): void {
  sql.prepare('DELETE FROM queue_message WHERE id = ?').run(claimed.id);
}

/** Conditional on the attempt: a handler that outlived its lease does not disturb the attempt that replaced it. */
function failMessage(sql: DatabaseSync, claimed: Claimed, error: string, now: number): void {
  const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (claimed.attempt - 1));
  const diedAt = claimed.attempt >= maxAttempts ? now : null;
  sql
    .prepare(
      'UPDATE queue_message SET leased = 0, visible_at = ?, died_at = ?, error = ? WHERE id = ? AND attempts = ?',
    )
    .run(now + retryMs, diedAt, error, claimed.id, claimed.attempt);
}

function listDead(sql: DatabaseSync, queue: QueueName): readonly DeadMessage[] {
  const rows = sql
    .prepare(
      'SELECT id, body, attempts, error, died_at FROM queue_message WHERE queue = ? AND died_at IS NOT NULL ORDER BY died_at DESC, id DESC LIMIT ?',
    )
    .all(queue, maxListedDeadMessages);
  return rows.map((row) => ({
    id: Number(row.id),
    message: JSON.parse(String(row.body)),
    attempts: Number(row.attempts),
    error: String(row.error),
    diedAt: Number(row.died_at),
  }));
}
