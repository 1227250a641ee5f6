import { rateLimit } from '../../../functions/middleware/rate-limit.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const takeAll = (take: () => void): number => {
  for (let taken = 0; ; taken += 1) {
    try {
      take();
    } catch {
      return taken;
    }
  }
};

describe('a rate limit', () => {
  it('lets a burst through and then as much as time allows', () => {
    const clock = createManualClock();
    const limit = rateLimit(clock);
    expect(takeAll(() => limit.take('a'))).toBe(200);
    clock.pass(1);
    expect(takeAll(() => limit.take('a'))).toBe(50);
    clock.pass(3600);
    expect(takeAll(() => limit.take('a'))).toBe(200);
  });

  it('judges each caller alone', () => {
    const limit = rateLimit(createManualClock());
    takeAll(() => limit.take('a'));
    expect(() => limit.take('b')).not.toThrow();
  });

  it('forgets callers rather than growing without end', () => {
    const limit = rateLimit(createManualClock());
    takeAll(() => limit.take('first'));
    for (let caller = 0; caller < 10_000; caller += 1) limit.take(`caller ${caller}`);
    expect(() => limit.take('first')).not.toThrow();
  });
});
