import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSystemClock } from '../../lib/platform/clock.ts';
import type { Json } from '../../lib/platform/index.ts';
import { type Database, openDatabase } from '../../lib/platform/local/database.ts';
import { createLocalQueue, type LocalQueue } from '../../lib/platform/local/queue.ts';
import type { QueueConsumer, QueueHandler } from '../../lib/platform/local/queue-consumer.ts';
import { createLog } from '../../lib/platform/log.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { queueContract } from './queue-contract.ts';

const clock = createManualClock();
const logged: string[] = [];
const log = createLog(clock, (line) => logged.push(line));
const consumers: QueueConsumer[] = [];
const databases: Database[] = [];

function openQueue(path = ':memory:'): LocalQueue {
  const database = openDatabase(path);
  databases.push(database);
  return createLocalQueue({ database, clock, log });
}

function consume(queue: LocalQueue, handler: QueueHandler, concurrency?: number): QueueConsumer {
  const consumer = queue.consume('mail', handler, concurrency === undefined ? {} : { concurrency });
  consumers.push(consumer);
  return consumer;
}

afterEach(async () => {
  logged.length = 0;
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  for (const database of databases.splice(0)) database.close();
});

queueContract('the embedded host', async () => {
  const queue = openQueue();
  const messages: Json[] = [];
  consume(queue, async (message) => void messages.push(message));
  return {
    queue,
    arrived: async (count) => {
      await until(`${count} messages arrived`, () => messages.length >= count);
      return messages;
    },
    pass: async (seconds) => clock.pass(seconds),
  };
});

describe('queue in SQLite', () => {
  it('offers a message again after each failure, and lays it aside after the fifth', async () => {
    const queue = openQueue();
    let attempts = 0;
    consume(queue, async () => {
      attempts += 1;
      throw new Error(`attempt ${attempts} failed`);
    });
    await queue.send('mail', { id: 'poison' });

    await until('it is dead', () => {
      clock.pass(61);
      return queue.dead('mail').length === 1;
    });

    expect(attempts).toBe(5);
    expect(queue.dead('mail')).toMatchObject([
      { message: { id: 'poison' }, attempts: 5, error: 'Error: attempt 5 failed' },
    ]);
    expect(logged.filter((line) => line.includes('queue.message_failed'))).toHaveLength(5);
  });

  it('delivers the other messages while one keeps failing', async () => {
    const queue = openQueue();
    const handled: Json[] = [];
    consume(queue, async (message) => {
      if (message === 'poison') throw new Error('always');
      handled.push(message);
    });

    for (const message of ['poison', 'a', 'b']) await queue.send('mail', message);

    await until('the others are handled', () => handled.length === 2);
    expect(handled).toEqual(['a', 'b']);
  });

  it('runs no more handlers at once than it was told', async () => {
    const queue = openQueue();
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let mostRunning = 0;
    let handled = 0;
    await Promise.all(Array.from({ length: 12 }, (_, number) => queue.send('mail', number)));
    consume(
      queue,
      async () => {
        running += 1;
        mostRunning = Math.max(mostRunning, running);
        await gate.promise;
        running -= 1;
        handled += 1;
      },
      3,
    );

    await until('three run', () => running === 3);
    gate.resolve();
    await until('all are handled', () => handled === 12);

    expect(mostRunning).toBe(3);
  });

  it('offers a message to another handler when the first one outlives its time, and takes either success', async () => {
    const queue = openQueue();
    const hanging = Promise.withResolvers<void>();
    let attempts = 0;
    consume(queue, async () => {
      attempts += 1;
      if (attempts === 1) await hanging.promise;
    });
    await queue.send('mail', 'slow');
    await until('the first attempt hangs', () => attempts === 1);

    clock.pass(121);
    await until('a second attempt', () => attempts === 2);
    hanging.resolve();

    expect(queue.dead('mail')).toEqual([]);
  });

  it('lets running handlers end before it stops, and takes no further message', async () => {
    const queue = openQueue();
    const gate = Promise.withResolvers<void>();
    const started: Json[] = [];
    const handled: Json[] = [];
    const consumer = consume(queue, async (message) => {
      started.push(message);
      await gate.promise;
      handled.push(message);
    });
    await queue.send('mail', 'running');
    await until('its handler runs', () => started.length === 1);

    const stopping = consumer.stop();
    await queue.send('mail', 'too late');
    gate.resolve();
    await stopping;

    expect(handled).toEqual(['running']);
    expect(started).toEqual(['running']);
  });
});

describe('queue over kill -9', () => {
  const folder = temporaryFolder();
  const victim = fileURLToPath(new URL('../support/queue-victim.ts', import.meta.url));
  const killVictim = (path: string): NodeJS.Signals | null => spawnSync(process.execPath, [victim, path]).signal;

  it('offers a message again at once after the process that handled it was killed', async () => {
    const path = join(folder, 'survivor.sqlite');
    await openQueue(path).send('mail', { id: 'survivor' });
    databases.pop()?.close();

    expect(killVictim(path)).toBe('SIGKILL');
    const handled: Json[] = [];
    consume(openQueue(path), async (message) => void handled.push(message));

    await until('it is handled', () => handled.length === 1);
    expect(handled).toEqual([{ id: 'survivor' }]);
  });

  it('lays aside a message that kills each process that takes it', async () => {
    const path = join(folder, 'killer.sqlite');
    // Sent by the time of the victims, which live by the machine's clock.
    const database = openDatabase(path);
    await createLocalQueue({ database, clock: createSystemClock(), log }).send('mail', { id: 'killer' });
    database.close();

    const signals = [1, 2, 3, 4, 5].map(() => killVictim(path));
    const queue = openQueue(path);
    const handled: Json[] = [];
    consume(queue, async (message) => void handled.push(message));
    await until('it is dead', () => queue.dead('mail').length === 1);

    expect(signals).toEqual(Array.from({ length: 5 }, () => 'SIGKILL'));
    expect(queue.dead('mail')).toMatchObject([{ message: { id: 'killer' }, attempts: 5 }]);
    expect(handled).toEqual([]);
  });
});
