import { setTimeout } from 'node:timers/promises';
import type { Json } from '../../../../../lib/platform/index.ts';
import type { Database } from '../../../../../lib/platform/local/database.ts';
import { callback, record, task } from '../../../../support/asl-cases/case.ts';
import { createWorkbench, heldTask, type Workbench } from './workbench.ts';

let bench: Workbench;
let open: Workbench['open'];

beforeEach(() => {
  bench = createWorkbench();
  open = bench.open;
});
afterEach(() => bench.close());

describe('start', () => {
  it('counts a used name as started and runs nothing twice', async () => {
    const calls: Json[] = [];
    const engine = open({ Record: record() }, { record: async (payload) => calls.push(payload) });

    await engine.start('session', 'one', { n: 1 });
    await engine.idle();
    await engine.start('session', 'one', { n: 2 });
    await engine.idle();

    expect(calls).toEqual([{ seen: { n: 1 } }]);
  });

  it('starts one execution when the same name is started twice at once', async () => {
    const calls: Json[] = [];
    const engine = open({ Record: record() }, { record: async (payload) => calls.push(payload) });

    await Promise.all([engine.start('session', 'one', {}), engine.start('session', 'one', {})]);
    await engine.idle();

    expect(calls).toHaveLength(1);
  });

  it.each(['', 'with space', 'a/b', 'x'.repeat(81)])('refuses the name "%s"', async (name) => {
    const engine = open({ Done: { Type: 'Succeed' } }, {});

    await expect(engine.start('session', name, {})).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('refuses an input beyond 256 KiB', async () => {
    const engine = open({ Done: { Type: 'Succeed' } }, {});

    await expect(engine.start('session', 'one', 'x'.repeat(262_145))).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is not affected when the caller changes the input afterwards', async () => {
    const calls: Json[] = [];
    const engine = open({ Record: record() }, { record: async (payload) => calls.push(payload) });
    const input = { n: 1 };

    const started = engine.start('session', 'one', input);
    input.n = 2;
    await started;
    await engine.idle();

    expect(calls).toEqual([{ seen: { n: 1 } }]);
  });
});

describe('stop', () => {
  it('aborts an execution and discards what its running task answers', async () => {
    const held = heldTask();
    const after = heldTask();
    const engine = open(
      { Work: task('work', { Next: 'After' }), After: task('after') },
      { work: held.task, after: after.task },
    );
    await engine.start('session', 'one', {});
    await held.called;

    await engine.stop('session', 'one', 'no longer wanted');
    held.answer({});
    await engine.idle();

    expect(await engine.describe('session', 'one')).toEqual({ status: 'aborted', cause: 'no longer wanted' });
    expect(after.calls).toBe(0);
  });

  it('takes the token of a waiting execution with it', async () => {
    const tokens: string[] = [];
    const engine = open({ Ask: callback('ask') }, { ask: async (_, { taskToken = '' }) => tokens.push(taskToken) });
    await engine.start('session', 'one', {});
    await engine.idle();

    await engine.stop('session', 'one', 'withdrawn');

    expect(await engine.wake(tokens[0] ?? '', {})).toBe('gone');
  });

  it('leaves an execution that has ended as it is, and an unknown one alone', async () => {
    const engine = open({ Done: { Type: 'Succeed' } }, {});
    await engine.start('session', 'one', {});

    await engine.stop('session', 'one', 'too late');
    await engine.stop('session', 'two', 'never was');

    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
    expect(await engine.describe('session', 'two')).toBeUndefined();
  });
});

describe('wake', () => {
  const states = { Ask: callback('ask', { Output: '{% $states.result %}', Next: 'Record' }), Record: record() };

  it('answers gone for a token nobody was given', async () => {
    expect(await open({ Done: { Type: 'Succeed' } }, {}).wake('nonsense', {})).toBe('gone');
  });

  it('lets exactly one of many wakes at once through', async () => {
    const tokens: string[] = [];
    const seen: Json[] = [];
    const engine = open(states, {
      ask: async (_, { taskToken = '' }) => tokens.push(taskToken),
      record: async (payload) => seen.push(payload),
    });
    await engine.start('session', 'one', {});
    await engine.idle();

    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => engine.wake(tokens[0] ?? '', n)));
    await engine.idle();

    expect(answers.filter((answer) => answer === 'woken')).toHaveLength(1);
    expect(seen).toEqual([{ seen: answers.indexOf('woken') }]);
  });

  it('answers gone once the time of the token is over, even before the engine has looked', async () => {
    const tokens: string[] = [];
    const engine = open({ Ask: callback('ask') }, { ask: async (_, { taskToken = '' }) => tokens.push(taskToken) });
    await engine.start('session', 'one', {});
    await engine.idle();

    bench.clock.pass(60);

    expect(await engine.wake(tokens[0] ?? '', {})).toBe('gone');
    await engine.runDue();
    expect(await engine.describe('session', 'one')).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  it('is durable when it is answered, also while the call that hands out the token still runs', async () => {
    const held = heldTask();
    let token = '';
    const first = open(states, {
      ask: (_, { taskToken = '' }) => {
        token = taskToken;
        return held.task();
      },
      record: async () => null,
    });
    await first.start('session', 'one', {});
    await held.called;
    expect(await first.wake(token, 'kept')).toBe('woken');
    await first.close();

    const seen: Json[] = [];
    const asked: string[] = [];
    const second = open(states, {
      ask: async (_, { taskToken = '' }) => asked.push(taskToken),
      record: async (payload) => seen.push(payload),
    });
    await second.resume();
    await second.idle();

    expect(seen).toEqual([{ seen: 'kept' }]);
    expect(asked).toEqual([]);
  });

  it('refuses an output beyond 256 KiB', async () => {
    const engine = open({ Done: { Type: 'Succeed' } }, {});

    await expect(engine.wake('any', 'x'.repeat(262_145))).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('events at the same moment', () => {
  const timedOut = { ErrorEquals: ['States.Timeout'], Next: 'Late' };
  const states = {
    Work: task('work', { Next: 'Apply', Catch: [timedOut] }),
    Apply: task('apply'),
    Late: task('late'),
  };

  it.each(['before', 'after'])(
    'lets either a task’s answer or its timeout go on, the answer coming just %s it',
    async (order) => {
      const held = heldTask();
      const calls: string[] = [];
      const note = (name: string) => async () => calls.push(name);
      const engine = open(states, { work: held.task, apply: note('apply'), late: note('late') });
      await engine.start('session', 'one', {});
      await held.called;

      bench.clock.pass(60);
      if (order === 'before') held.answer({});
      const ringing = engine.runDue();
      held.answer({});
      await ringing;
      await engine.idle();

      expect(calls).toHaveLength(1);
      expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
    },
  );

  it('starts one execution also when its first task has answered before its start is committed', async () => {
    const held = heldTask();
    const engine = open({ Work: task('work') }, { work: held.task });

    const first = engine.start('session', 'one', {});
    await held.called;
    held.answer(null);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    await engine.start('session', 'one', {});
    await first;
    await engine.idle();

    expect(held.calls).toBe(1);
  });

  it('does not call a task again for a resume that comes before what follows from its answer is committed', async () => {
    const held = heldTask();
    const engine = open({ Work: task('work') }, { work: held.task });
    await engine.start('session', 'one', {});

    held.answer(null);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    await engine.resume();
    await engine.idle();

    expect(held.calls).toBe(1);
  });

  it('calls the next task once while the commit that leads to it has to be tried again', async () => {
    const first = heldTask();
    const second = heldTask();
    let refusals = 0;
    const database: Database = {
      ...bench.database,
      write: (work, pace) =>
        refusals-- > 0 ? Promise.reject(new Error('disk full')) : bench.database.write(work, pace),
    };
    const states = { First: task('first', { Next: 'Second' }), Second: task('second') };
    const engine = open(states, { first: first.task, second: second.task }, { database });
    await engine.start('session', 'one', {});

    refusals = 1;
    first.answer(null);
    await second.called;
    await setTimeout(50);
    second.answer(null);
    await engine.idle();

    expect(second.calls).toBe(1);
    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });

  it('goes on when the next task has answered before the commit that leads to it, which has to be tried again', async () => {
    const first = heldTask();
    const held: (() => void)[] = [];
    let writes = Number.NEGATIVE_INFINITY;
    const database: Database = {
      ...bench.database,
      write(work, pace) {
        writes += 1;
        if (writes === 1) return Promise.reject(new Error('disk full'));
        if (writes === 2)
          return new Promise((resolve, reject) =>
            held.push(() => bench.database.write(work, pace).then(resolve, reject)),
          );
        // The answer comes to the queue just before the second try.
        if (writes === 3) held[0]?.();
        return bench.database.write(work, pace);
      },
    };
    const states = { First: task('first', { Next: 'Second' }), Second: task('second') };
    const engine = open(states, { first: first.task, second: async () => null }, { database });
    await engine.start('session', 'one', {});

    writes = 0;
    first.answer(null);
    await engine.idle();

    expect(await engine.describe('session', 'one')).toEqual({ status: 'succeeded' });
  });
});
