/** What every WorkflowEngine adapter must do, seen from a caller of the port. */
import type { ExecutionDescription, Json, WorkflowEngine } from '../../lib/platform/index.ts';

export interface WorkflowHost {
  /** Runs `contractStates` as its session workflow. */
  readonly engine: WorkflowEngine;
  /** The tokens an execution has been given, in order, once there are at least `count`. */
  tokens(name: string, count: number): Promise<readonly string[]>;
  /** Lets time pass: by the host's clock where it can be moved, else really. */
  pass(seconds: number): Promise<void>;
}

/** Far more looks than a busy machine needs; see `settled`. */
const maxLooks = 400;
const lookEveryMs = 25;
const briefSeconds = 2;
const tooLarge = 'x'.repeat(262_145);

/** The host says how an execution hands out a token: `ask` makes a task state of these fields. */
export function contractStates(ask: (fields: Readonly<Record<string, Json>>) => Json): Readonly<Record<string, Json>> {
  const when = (kind: string, next: string): Json => ({
    Condition: `{% $states.input.kind = "${kind}" %}`,
    Next: next,
  });
  return {
    'What is wanted?': {
      Type: 'Choice',
      Choices: [when('succeed', 'Done'), when('fail', 'Refuse'), when('pause', 'Pause'), when('brief', 'Ask briefly')],
      Default: 'Ask',
    },
    Pause: { Type: 'Wait', Seconds: briefSeconds, Next: 'Done' },
    'Ask briefly': ask({
      TimeoutSeconds: briefSeconds,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Ask' }],
      Next: 'What was answered?',
    }),
    Ask: ask({ TimeoutSeconds: 600, Next: 'What was answered?' }),
    'What was answered?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.text = "Grüße 🌍 \\"x\\"" %}', Next: 'Done' }],
      Default: 'Refuse',
    },
    Refuse: { Type: 'Fail', Error: 'Refused', Cause: '{% "as asked by " & $states.context.Execution.Name %}' },
    Done: { Type: 'Pass', End: true },
  };
}

const welcome = { text: 'Grüße 🌍 "x"' };

export function workflowEngineContract(hostName: string, open: () => Promise<WorkflowHost>): void {
  describe(`workflow engine on ${hostName}`, () => {
    let host: WorkflowHost;
    let engine: WorkflowEngine;
    beforeEach(async () => {
      host = await open();
      engine = host.engine;
    });

    /** The description once the execution has come to an end, or the last one seen. */
    async function settled(name: string): Promise<ExecutionDescription | undefined> {
      let description = await engine.describe('session', name);
      for (let look = 0; look < maxLooks && description?.status === 'running'; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
        description = await engine.describe('session', name);
      }
      return description;
    }

    async function startWaiting(name: string, kind = 'ask'): Promise<string> {
      await engine.start('session', name, { kind });
      const [token = ''] = await host.tokens(name, 1);
      return token;
    }

    it('knows nothing of a name that was never used', async () => {
      expect(await engine.describe('session', 'never')).toBeUndefined();
    });

    it('runs an execution to its end', async () => {
      await engine.start('session', 'good', { kind: 'succeed' });

      expect(await settled('good')).toEqual({ status: 'succeeded' });
    });

    it('tells with what error and cause an execution failed', async () => {
      await engine.start('session', 'bad', { kind: 'fail' });

      expect(await settled('bad')).toEqual({ status: 'failed', error: 'Refused', cause: 'as asked by bad' });
    });

    it('counts a used name as started, whatever the input and however it ended', async () => {
      await engine.start('session', 'waiting', { kind: 'ask' });
      await engine.start('session', 'waiting', { kind: 'ask' });
      await engine.start('session', 'waiting', { kind: 'fail' });
      await engine.start('session', 'ended', { kind: 'fail' });
      await settled('ended');
      await engine.start('session', 'ended', { kind: 'succeed' });

      expect(await engine.describe('session', 'waiting')).toEqual({ status: 'running' });
      expect(await engine.describe('session', 'ended')).toMatchObject({ status: 'failed' });
      expect(await host.tokens('waiting', 1)).toHaveLength(1);
    });

    it('waits for a time', async () => {
      await engine.start('session', 'pausing', { kind: 'pause' });
      expect(await engine.describe('session', 'pausing')).toEqual({ status: 'running' });

      await host.pass(briefSeconds);

      expect(await settled('pausing')).toEqual({ status: 'succeeded' });
    });

    it('waits for a token and goes on with what it is woken with', async () => {
      const first = await startWaiting('first');
      const second = await startWaiting('second');
      expect(await engine.describe('session', 'first')).toEqual({ status: 'running' });

      expect(await engine.wake(first, welcome)).toBe('woken');
      expect(await engine.wake(second, { text: 'no' })).toBe('woken');

      expect(await settled('first')).toEqual({ status: 'succeeded' });
      expect(await settled('second')).toMatchObject({ status: 'failed', error: 'Refused' });
    });

    it('answers gone for a token that was used', async () => {
      const token = await startWaiting('once');

      expect(await engine.wake(token, welcome)).toBe('woken');
      expect(await settled('once')).toEqual({ status: 'succeeded' });

      expect(await engine.wake(token, { text: 'no' })).toBe('gone');
    });

    it.each(['nonsense', 'a'.repeat(1_000)])('answers gone for a token nobody was given', async (token) => {
      expect(await engine.wake(token, welcome)).toBe('gone');
    });

    it('answers gone for a token that has timed out, and hands out another when the wait begins again', async () => {
      const early = await startWaiting('slow', 'brief');

      await host.pass(briefSeconds);
      const [, later = ''] = await host.tokens('slow', 2);

      expect(later).not.toBe(early);
      expect(await engine.wake(early, { text: 'no' })).toBe('gone');
      expect(await engine.wake(later, welcome)).toBe('woken');
      expect(await settled('slow')).toEqual({ status: 'succeeded' });
    });

    it('stops an execution for a reason', async () => {
      await startWaiting('stopped');

      await engine.stop('session', 'stopped', 'withdrawn by its owner');

      expect(await settled('stopped')).toEqual({ status: 'aborted', cause: 'withdrawn by its owner' });
    });

    it('leaves an ended execution as it is when it is stopped, and an unknown one alone', async () => {
      await engine.start('session', 'over', { kind: 'fail' });
      await settled('over');

      await engine.stop('session', 'over', 'too late');
      await engine.stop('session', 'never', 'never was');

      expect(await engine.describe('session', 'over')).toMatchObject({ status: 'failed', error: 'Refused' });
      expect(await engine.describe('session', 'never')).toBeUndefined();
    });

    it('refuses inputs and outputs beyond 256 KiB', async () => {
      const token = await startWaiting('patient');

      await expect(engine.start('session', 'large', tooLarge)).rejects.toMatchObject({ code: 'too_large' });
      await expect(engine.wake(token, tooLarge)).rejects.toMatchObject({ code: 'too_large' });

      expect(await engine.describe('session', 'large')).toBeUndefined();
      expect(await engine.wake(token, welcome)).toBe('woken');
    });

    it.each(['', 'with space', 'x'.repeat(81)])('refuses the name "%s"', async (name) => {
      await expect(engine.start('session', name, {})).rejects.toMatchObject({ code: 'invalid_request' });
    });
  });
}
