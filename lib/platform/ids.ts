import { randomBytes, randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from './ports.ts';

/** `randomInt` takes ranges below 2^48; that many bits fill a fraction well enough for jitter and identifiers. */
const randomRange = 2 ** 48 - 1;
const prefixPattern = /^[a-z][a-z0-9]{0,15}$/;

/** Identifiers dated by the clock, random from the machine's cryptographic source. */
export function createIds(clock: Clock): Ids {
  const random = (): number => randomInt(randomRange) / randomRange;
  const nextUlid = monotonicFactory(random);
  return {
    next<P extends string>(prefix: P): `${P}_${string}` {
      if (!prefixPattern.test(prefix)) throw new RangeError(`not a prefix of identifiers: ${prefix}`);
      return `${prefix}_${nextUlid(clock.now())}`;
    },
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    random,
  };
}
