import { decodeTime } from 'ulid';
import { createIds } from '../../../lib/platform/ids.ts';
import { createManualClock } from '../../support/manual-clock.ts';

describe('createIds', () => {
  it('gives a prefix and 26 characters that carry the time of the clock', () => {
    const clock = createManualClock();

    const id = createIds(clock).next('ses');

    expect(id).toMatch(/^ses_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(decodeTime(id.slice(4))).toBe(clock.now());
  });

  it('ascends strictly, within a millisecond and over a clock that steps back', () => {
    const clock = createManualClock();
    const ids = createIds(clock);
    const given = Array.from({ length: 5_000 }, (_, index) => {
      if (index % 1_000 === 999) clock.pass(index % 2_000 === 999 ? 1 : -5);
      return ids.next('art');
    });

    expect(given.toSorted()).toEqual(given);
    expect(new Set(given).size).toBe(given.length);
  });

  it('never meets the identifiers of another process of the same millisecond', () => {
    const clock = createManualClock();
    const given = Array.from({ length: 1_000 }, () => createIds(clock).next('art'));

    expect(new Set(given).size).toBe(given.length);
  });

  it.each(['', 'Ses', 's_s', '1s', 'a'.repeat(17)])('refuses %j as a prefix', (prefix) => {
    expect(() => createIds(createManualClock()).next(prefix)).toThrow(RangeError);
  });

  it('gives secrets of the asked strength, each once', () => {
    const ids = createIds(createManualClock());
    const secrets = Array.from({ length: 100 }, () => ids.secret(32));

    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it('gives random numbers spread over 0 to below 1', () => {
    const ids = createIds(createManualClock());
    const tenths = new Set(Array.from({ length: 2_000 }, () => Math.floor(ids.random() * 10)));

    expect([...tenths].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
