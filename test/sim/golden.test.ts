import { simulate, simulateJson } from './run/processes.ts';

describe('the simulator', () => {
  it('T1 plays every golden scenario through without a violation', async () => {
    expect(await simulateJson(['--part', 'golden'])).toMatchObject({ failed: 0, failures: [] });
  });

  it('T1 replays a run byte for byte from its seed, in another process', async () => {
    const [first, second, other] = await Promise.all(['7', '7', '8'].map((seed) => simulate(['--seed', seed])));
    expect(first).toMatch(/^trace [0-9a-f]{16}: \d+ calls/m);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });
});
