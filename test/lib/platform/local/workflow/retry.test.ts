import * as fc from 'fast-check';
import type { Retrier } from '../../../../../lib/platform/local/workflow/definition.ts';
import { decideRetry } from '../../../../../lib/platform/local/workflow/retry.ts';

const retrier: Retrier = {
  errorEquals: ['States.ALL'],
  intervalSeconds: 2,
  maxAttempts: 100,
  backoffRate: 2,
  maxDelaySeconds: 60,
  jitter: false,
};

describe('decideRetry', () => {
  it('answers no retry for an error nobody names', () => {
    expect(decideRetry([{ ...retrier, errorEquals: ['A'] }], [], 'B', () => 0)).toBeUndefined();
  });

  it('never retries what nobody may catch', () => {
    const named = { ...retrier, errorEquals: ['States.Runtime'] };

    expect(decideRetry([named, retrier], [], 'States.Runtime', () => 0)).toBeUndefined();
  });

  it('draws its jitter from the given source', () => {
    const delays = [0, 0.25, 0.999].map(
      (value) => decideRetry([{ ...retrier, jitter: true }], [3], 'A', () => value)?.delayMs,
    );

    expect(delays).toEqual([0, 4_000, 15_984]);
  });

  it('always counts one retry more and waits no longer than the longest delay', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 99 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (made, jitter, random) => {
          const decision = decideRetry([{ ...retrier, jitter }], [made], 'A', () => random);

          expect(decision?.retries).toEqual([made + 1]);
          expect(decision?.delayMs).toBeGreaterThanOrEqual(0);
          expect(decision?.delayMs).toBeLessThanOrEqual(60_000);
        },
      ),
    );
  });
});
