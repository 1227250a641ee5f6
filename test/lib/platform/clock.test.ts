import { createMovableClock, createSystemClock } from '../../../lib/platform/clock.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const base = createManualClock();
const database = openDatabase(':memory:');
const table = createSqliteTable(database, base);
afterAll(() => database.close());

describe('createMovableClock', () => {
  it('shows the time of its base until it is moved, then keeps the distance', async () => {
    const clock = createMovableClock(base, () => table);
    expect(clock.now()).toBe(base.now());

    expect(await clock.advance(90)).toBe(base.now() + 90_000);
    base.pass(10);

    expect(clock.now()).toBe(base.now() + 90_000);
  });

  it('is taken over by another process when it refreshes, and by one that starts later', async () => {
    const one = createMovableClock(base, () => table);
    const other = createMovableClock(base, () => table);
    await Promise.all([one.refresh(), other.refresh()]);

    await Promise.all([one.advance(60), other.advance(5)]);
    await Promise.all([one.refresh(), other.refresh()]);
    const later = createMovableClock(base, () => table);
    await later.refresh();

    expect(one.now() - base.now()).toBe(90_000 + 65_000);
    expect([other.now(), later.now()]).toEqual([one.now(), one.now()]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 11 * 366 * 86_400])(
    'refuses to be moved by %d seconds',
    async (seconds) => {
      const clock = createMovableClock(base, () => table);
      await clock.refresh();
      const before = clock.now();

      await expect(clock.advance(seconds)).rejects.toMatchObject({ code: 'invalid_request' });

      expect(clock.now()).toBe(before);
    },
  );
});

describe('createSystemClock', () => {
  it('counts in whole milliseconds and does not wait for a time that has passed', async () => {
    const clock = createSystemClock();

    await clock.sleep(-1_000);

    expect(Number.isInteger(clock.now())).toBe(true);
  });
});
