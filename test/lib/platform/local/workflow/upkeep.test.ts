import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '../../../../../lib/platform/clock.ts';
import type { Json } from '../../../../../lib/platform/index.ts';
import { type Database, openDatabase } from '../../../../../lib/platform/local/database.ts';
import { finishedRetentionMs } from '../../../../../lib/platform/local/workflow/index.ts';
import { callback, task } from '../../../../support/asl-cases/case.ts';
import { createWorkbench, heldTask, recordingLog, type Workbench } from './workbench.ts';

const daySeconds = 24 * 60 * 60;
const done = { Done: { Type: 'Succeed' } };

let bench: Workbench;

beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

/** The same database, refusing writes for as long as it is told to. */
function refusing(database: Database, refuses: () => boolean): Database {
  return {
    ...database,
    write: (work) => (refuses() ? Promise.reject(new Error('disk full')) : database.write(work)),
  };
}

describe('the engine', () => {
  it('rings by itself when something falls due', async () => {
    const held = heldTask();
    const states = { Pause: { Type: 'Wait', Seconds: 1, Next: 'Work' }, Work: task('work') };
    const engine = bench.open(states, { work: held.task }, { clock: createSystemClock() });
    await engine.start('session', 'one', {});

    await held.called;
    held.answer(null);
    await engine.idle();

    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });

  it('rings by itself also after a test has moved the clock', async () => {
    const held = heldTask();
    const states = {
      'Long pause': { Type: 'Wait', Seconds: 600, Next: 'Short pause' },
      'Short pause': { Type: 'Wait', Seconds: 1, Next: 'Work' },
      Work: task('work'),
    };
    let aheadMs = 0;
    const clock = { ...createSystemClock(), now: () => Date.now() + aheadMs };
    const engine = bench.open(states, { work: held.task }, { clock });
    await engine.start('session', 'one', {});

    aheadMs = 700_000;
    await engine.runDue();
    await held.called;
    held.answer(null);
    await engine.idle();

    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });

  it('forgets a finished execution after its retention, and never a running one', async () => {
    const states = {
      'Wait?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'Pause' }], Default: 'Done' },
      Pause: { Type: 'Wait', Seconds: 99_999_999, Next: 'Done' },
      ...done,
    };
    const engine = bench.open(states, {});
    await engine.start('session', 'finished', false);
    await engine.start('session', 'running', true);
    await engine.runDue();

    bench.clock.pass(finishedRetentionMs / 1000 - daySeconds);
    await engine.runDue();
    const before = await engine.describe('session', 'finished');
    bench.clock.pass(2 * daySeconds);
    await engine.runDue();

    expect(before).toEqual({ status: 'succeeded' });
    expect(await engine.describe('session', 'finished')).toBeUndefined();
    expect(await engine.describe('session', 'running')).toEqual({ status: 'running' });
  });

  it('logs a failed execution by name and error, without its cause', async () => {
    const log = recordingLog();
    const engine = bench.open({ Stop: { Type: 'Fail', Error: 'Refused', Cause: 'private' } }, {}, { log });

    await engine.start('session', 'one', {});

    const fields = { workflow: 'session', execution: 'one', error: 'Refused' };
    expect(log.errors).toEqual([{ event: 'workflow.failed', fields }]);
  });

  it('gives each task a payload of its own', async () => {
    const seen: Json[] = [];
    const payload = { list: '{% $states.input.list %}' };
    const states = {
      First: task('work', { Next: 'Second', Output: '{% $states.input %}' }, payload),
      Second: task('work', {}, payload),
    };
    const engine = bench.open(states, {
      work: async (given) => {
        seen.push(structuredClone(given));
        Object.assign(given as object, { list: 'changed' });
        return null;
      },
    });

    await engine.start('session', 'one', { list: [1] });
    await engine.idle();

    expect(seen).toEqual([{ list: [1] }, { list: [1] }]);
  });

  it('keeps a result the database refuses for a moment', async () => {
    let refusals = 0;
    const held = heldTask();
    const database = refusing(bench.database, () => refusals-- > 0);
    const engine = bench.open({ Work: task('work') }, { work: held.task }, { database });
    await engine.start('session', 'one', {});
    await held.called;

    refusals = 3;
    held.answer(null);
    await engine.idle();

    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
    expect(held.calls).toBe(1);
  });

  it('says so when the database goes on refusing, and continues at the next start', async () => {
    let refuses = false;
    const held = heldTask();
    const log = recordingLog();
    const database = refusing(bench.database, () => refuses);
    const engine = bench.open({ Work: task('work') }, { work: held.task }, { database, log });
    await engine.start('session', 'one', {});
    await held.called;
    refuses = true;
    held.answer(null);
    await engine.idle();

    const next = bench.open({ Work: task('work') }, { work: async () => null });
    await next.resume();
    await next.idle();

    expect(log.errors.map(({ event }) => event)).toEqual(['workflow.stalled']);
    expect(await next.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });

  it('tells the caller of a wake that the database refuses, and the token stays good', async () => {
    let refuses = false;
    const tokens: string[] = [];
    const database = refusing(bench.database, () => refuses);
    const tasks = { ask: async (_: Json, { taskToken = '' }) => tokens.push(taskToken) };
    const engine = bench.open({ Ask: callback('ask') }, tasks, { database });
    await engine.start('session', 'one', {});
    await engine.idle();

    refuses = true;
    await expect(engine.wake(tokens[0] ?? '', {})).rejects.toThrow('disk full');
    refuses = false;

    expect(await engine.wake(tokens[0] ?? '', {})).toBe('woken');
  });

  it('takes nothing more once it is closed', async () => {
    const engine = bench.open(done, {});
    await engine.close();

    await expect(engine.start('session', 'one', {})).rejects.toMatchObject({ code: 'unavailable' });
    await expect(engine.wake('token', {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('finds each of a thousand waiting executions again in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
    const path = join(folder, 'engine.sqlite');
    const tokens: string[] = [];
    const tasks = { ask: async (_: Json, { taskToken = '' }) => tokens.push(taskToken) };
    const before = createWorkbench(openDatabase(path));
    const first = before.open({ Ask: callback('ask') }, tasks);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => first.start('session', `execution-${n}`, n)));
    await first.idle();
    await before.close();

    const after = createWorkbench(openDatabase(path));
    const second = after.open({ Ask: callback('ask') }, tasks);
    await second.resume();
    const answers = await Promise.all(tokens.map((token) => second.wake(token, {})));
    await after.close();
    rmSync(folder, { recursive: true });

    expect(answers.filter((answer) => answer === 'woken')).toHaveLength(1_000);
  });
});
