import { CountersignError } from '../../errors.ts';
import type { Clock, Ids } from '../ports.ts';
import { mayPass } from './failure.ts';

/** Sends of one call altogether. */
export const maxTries = 10;
const firstPauseMs = 20;
const longestPauseMs = 1_000;

/** The call lost a race or was cancelled for load. `pause: false` when the next try is another one that need not wait. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
  readonly pause: boolean;

  constructor(message: string, options: { readonly pause: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.pause = options.pause;
  }
}

/** The ports that a retry needs: its pause, and the jitter in it. */
export interface RetryPorts {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Repeats `attempt` with full jitter. @throws CountersignError `unavailable` after 10 tries, or at once what trying again cannot mend. */
export async function withRetries<T>({ clock, ids }: RetryPorts, attempt: () => Promise<T>): Promise<T> {
  let pauseMs = firstPauseMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain || mayPass(error))) throw error;
      if (tries >= maxTries) {
        throw new CountersignError('unavailable', 'The records are contended or throttled. Try again later.', {
          cause: error,
        });
      }
      if (error instanceof TryAgain && !error.pause) continue;
      await clock.sleep(ids.random() * pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}
