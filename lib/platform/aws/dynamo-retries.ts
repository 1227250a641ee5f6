import { CountersignError } from '../../errors.ts';
import type { Clock, Ids } from '../ports.ts';
import { nameOf, statusOf } from './failure.ts';

/** Sends of one call altogether, those that the SDK repeats by itself included. */
export const maxTries = 10;
const firstPauseMs = 20;
const longestPauseMs = 1_000;

/** Failures that mean "not now": contention, throttling, trouble on the other side. */
const passingNames: ReadonlySet<string> = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

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
  for (let tries = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error)) throw error;
      tries += sendsOf(error);
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

function passes(error: unknown): boolean {
  if (error instanceof TryAgain || passingNames.has(nameOf(error))) return true;
  const status = statusOf(error);
  if (status !== undefined) return status >= 500 || status === 429;
  return isConnectionFailure(error);
}

/** No answer came: the SDK marks a timeout by name, a broken connection by the system's code. */
function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError') return true;
  return (
    'code' in error && typeof error.code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)/.test(error.code)
  );
}

function sendsOf(error: unknown): number {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const attempts =
    typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? metadata.attempts : undefined;
  return typeof attempts === 'number' ? attempts : 1;
}
