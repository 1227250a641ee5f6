import { simulateJson } from './run/processes.ts';

/** Of every fault at every call one in so many; `npm run sim:full` takes all. */
const stride = 127;
const pairs = 40;
const schedules = 15;
const nothingBroke = { failed: 0, failures: [] };

it('T2 one fault at a call leaves nothing lost, doubled or stuck', async () => {
  expect(await simulateJson(['--part', 'faults', '--stride', String(stride)])).toMatchObject(nothingBroke);
}, 300_000);

it('T2 nor do two faults in one run', async () => {
  expect(await simulateJson(['--part', 'pairs', '--size', String(pairs)])).toMatchObject(nothingBroke);
}, 300_000);

it('T3 whoever does things at the same moment, one wins and the others know', async () => {
  expect(await simulateJson(['--part', 'races', '--size', String(schedules)])).toMatchObject(nothingBroke);
}, 300_000);
