/** The loop that hands the messages of one queue to a handler, a bounded number at a time. */
import type { Clock, Log, QueueName } from '../ports.ts';
import type { Json } from '../table.ts';

export type QueueHandler = (message: Json) => Promise<void>;

export interface QueueConsumer {
  /** Takes no further message; resolves when the running handlers have ended. */
  stop(): Promise<void>;
}

export interface Claimed {
  readonly id: number;
  readonly body: string;
  readonly attempt: number;
}

interface ConsumerSettings {
  readonly queue: QueueName;
  readonly handler: QueueHandler;
  readonly concurrency?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** @returns how to unsubscribe. */
  readonly subscribe: (notify: () => void) => () => void;
  readonly claim: (count: number) => Promise<readonly Claimed[]>;
  readonly finish: (claimed: Claimed) => Promise<void>;
  readonly fail: (claimed: Claimed, error: string) => Promise<void>;
}

const defaultConcurrency = 4;
/** Delayed and retried messages are noticed this late at most; new ones at once. It also bounds how late a moved clock is seen. */
const lookIntervalMs = 250;
const maxErrorCharacters = 1_000;

export function consumeQueue(settings: ConsumerSettings): QueueConsumer {
  const running = new Set<Promise<void>>();
  const concurrency = settings.concurrency ?? defaultConcurrency;
  let stopped = false;
  let signal = Promise.withResolvers<void>();
  const notify = (): void => {
    signal.resolve();
    signal = Promise.withResolvers<void>();
  };
  const unsubscribe = settings.subscribe(notify);

  /** At most one sleep at a time, however often new messages interrupt the waiting. */
  let sleeping = false;
  const notifyLater = (): void => {
    if (sleeping) return;
    sleeping = true;
    void settings.clock.sleep(lookIntervalMs).then(() => {
      sleeping = false;
      notify();
    });
  };

  const start = (claimed: Claimed): void => {
    const handling = deliver(settings, claimed).finally(() => {
      running.delete(handling);
      notify();
    });
    running.add(handling);
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      // Taken before looking: a message sent in between must not be slept over.
      const notified = signal.promise;
      const free = concurrency - running.size;
      const claimed = free > 0 ? await claimQuietly(settings, free) : [];
      for (const message of claimed) start(message);
      if (claimed.length === free && free > 0) continue;
      notifyLater();
      await notified;
    }
  };
  const ended = loop();

  return {
    async stop() {
      stopped = true;
      unsubscribe();
      notify();
      await ended;
      await Promise.all(running);
    },
  };
}

/** An overloaded database is no reason to stop consuming: it is logged, and looked at again after the interval. */
async function claimQuietly(settings: ConsumerSettings, count: number): Promise<readonly Claimed[]> {
  try {
    return await settings.claim(count);
  } catch (error) {
    settings.log.error('queue.claim_failed', { queue: settings.queue, error: describe(error) });
    return [];
  }
}

/** Never rejects: what cannot be recorded here comes back when the lease ends. */
async function deliver(settings: ConsumerSettings, claimed: Claimed): Promise<void> {
  const { queue, log } = settings;
  try {
    await settings.handler(JSON.parse(claimed.body));
    await settings.finish(claimed);
  } catch (error) {
    log.error('queue.message_failed', {
      queue,
      messageId: claimed.id,
      attempt: claimed.attempt,
      error: describe(error),
    });
    await settings.fail(claimed, describe(error)).catch((failure: unknown) => {
      log.error('queue.failure_not_recorded', { queue, messageId: claimed.id, error: describe(failure) });
    });
  }
}

const describe = (error: unknown): string => String(error).slice(0, maxErrorCharacters);
