import { jest } from '@jest/globals';
import { runKillRounds } from './kill-rounds/rounds.ts';

jest.setTimeout(60_000);
const kills = 6;
const seed = 20_261;

describe('kill -9 under the load of eight clients', () => {
  it('I2 I3 I6 I7 I8 I10 I12 loses nothing that was acknowledged, and doubles nothing', async () => {
    const report = await runKillRounds({ kills, seed });

    expect(report.flaws).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(kills);
    expect(report.acknowledged).toBeGreaterThan(kills);
  });
});
