import type { Json } from '../../../../../lib/platform/index.ts';
import { callback, record, task } from '../../../../support/asl-cases/case.ts';
import { createWorkbench, heldTask, type Workbench } from './workbench.ts';

let bench: Workbench;
let open: Workbench['open'];

beforeEach(() => {
  bench = createWorkbench();
  open = bench.open;
});
afterEach(() => bench.close());

describe('resume', () => {
  it('calls a task again that was in flight, and not what was answered before it', async () => {
    const held = heldTask();
    const states = { First: task('first', { Next: 'Second' }), Second: task('second') };
    const first = open(states, { first: async () => 1, second: held.task });
    await first.start('session', 'one', {});
    await held.called;
    await first.close();
    const calls: string[] = [];

    const second = open(states, { first: async () => calls.push('first'), second: async () => calls.push('second') });
    await second.resume();
    await second.idle();

    expect(calls).toEqual(['second']);
    expect(await second.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });

  it('does not ask again for what waits for its token, and the token stays good', async () => {
    const tokens: string[] = [];
    const tasks = { ask: async (_: Json, { taskToken = '' }) => tokens.push(taskToken) };
    const first = open({ Ask: callback('ask') }, tasks);
    await first.start('session', 'one', {});
    await first.idle();
    await first.close();

    const second = open({ Ask: callback('ask') }, tasks);
    await second.resume();
    await second.idle();

    expect(tokens).toHaveLength(1);
    expect(await second.wake(tokens[0] ?? '', {})).toBe('woken');
  });

  it('asks again with the same token when the call that hands it out was in flight', async () => {
    const held = heldTask();
    const tokens: string[] = [];
    const first = open(
      { Ask: callback('ask') },
      {
        ask: (_, { taskToken = '' }) => {
          tokens.push(taskToken);
          return held.task();
        },
      },
    );
    await first.start('session', 'one', {});
    await held.called;
    await first.close();

    const second = open({ Ask: callback('ask') }, { ask: async (_, { taskToken = '' }) => tokens.push(taskToken) });
    await second.resume();
    await second.idle();

    expect(tokens).toHaveLength(2);
    expect(tokens[1]).toBe(tokens[0]);
  });

  it('does not call a task a second time that this process has started already', async () => {
    const held = heldTask();
    const engine = open({ Work: task('work') }, { work: held.task });
    await engine.start('session', 'one', {});
    await held.called;

    await engine.resume();
    held.answer(null);
    await engine.idle();

    expect(held.calls).toBe(1);
  });

  it('runs what fell due while the process was down', async () => {
    const calls: Json[] = [];
    const states = { Pause: { Type: 'Wait', Seconds: 3600, Next: 'Record' }, Record: record({}) };
    const first = open(states, { record: async () => null });
    await first.start('session', 'one', {});
    await first.close();
    bench.clock.pass(7200);

    const second = open(states, { record: async (payload) => calls.push(payload) });
    await second.resume();
    await second.idle();

    expect(calls).toEqual([{}]);
  });

  it('continues an execution under the definition it began with', async () => {
    const tokens: string[] = [];
    const calls: string[] = [];
    const tasks = {
      ask: async (_: Json, { taskToken = '' }) => tokens.push(taskToken),
      old: async () => calls.push('old'),
      new: async () => calls.push('new'),
    };
    const first = open({ Ask: callback('ask', { Next: 'Old' }), Old: task('old') }, tasks);
    await first.start('session', 'one', {});
    await first.idle();
    await first.close();

    const second = open({ Ask: callback('ask', { Next: 'New' }), New: task('new') }, tasks);
    await second.resume();
    await second.wake(tokens[0] ?? '', {});
    await second.start('session', 'two', {});
    await second.idle();
    await second.wake(tokens[1] ?? '', {});
    await second.idle();

    expect(calls).toEqual(['old', 'new']);
  });

  it('fails an execution whose definition needs a task that is gone', async () => {
    const held = heldTask();
    const first = open({ Work: task('work') }, { work: held.task });
    await first.start('session', 'one', {});
    await held.called;
    await first.close();

    const second = open({ Done: { Type: 'Succeed' } }, {});
    await second.resume();
    await second.idle();

    expect(await second.describe('session', 'one')).toMatchObject({
      status: 'failed',
      error: 'States.Runtime',
      cause: expect.stringContaining('no task "work"'),
    });
  });
});
