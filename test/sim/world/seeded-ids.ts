import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../../../lib/platform/index.ts';
import type { Random } from './random.ts';

/** Identifiers laid out as the product's own, from the run's seed and virtual time. */
export function createSeededIds(clock: Pick<Clock, 'now'>, random: Random): Ids {
  const nextUlid = monotonicFactory(() => random.next());
  return {
    next: (prefix) => `${prefix}_${nextUlid(clock.now())}`,
    secret: (bytes) => Buffer.from(random.bytes(bytes)).toString('base64url'),
    random: () => random.next(),
  };
}
