/** The outline of a whole session: agent turns, waits for a person, a second turn, an end. */
import { type AslCase, type Call, callback, catchAll, task } from './case.ts';

const withRetry = {
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' }],
  Catch: catchAll('Record the failure', { Assign: { error: '{% $states.errorOutput.Error %}' } }),
};
const turn = { session: '{% $session %}', attempt: '{% $turn %}' };

const session: AslCase['states'] = {
  'Stage the bundle': task(
    'stage',
    { ...withRetry, Assign: { session: '{% $states.input.session %}', turn: 0 }, Next: 'Run the agent' },
    { session: '{% $states.input.session %}' },
  ),
  'Run the agent': task(
    'run',
    { ...withRetry, Assign: { turn: '{% $turn + 1 %}' }, Next: 'What did the agent do?' },
    turn,
  ),
  'What did the agent do?': {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.Payload.outcome = "continue" %}', Next: 'Run the agent' },
      { Condition: '{% $states.input.Payload.outcome = "checkpoint" %}', Next: 'Wait for a decision' },
    ],
    Default: 'Close the session',
  },
  'Wait for a decision': callback('open', { ...withRetry, Next: 'What was decided?' }),
  'What was decided?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.decision = "approved" %}', Next: 'Run the agent' }],
    Default: 'Close the session',
  },
  'Close the session': task('close', { ...withRetry, Next: 'Done' }, { session: '{% $session %}' }),
  Done: { Type: 'Succeed' },
  'Record the failure': task('fail', { Next: 'Failed' }, { error: '{% $error %}' }),
  Failed: { Type: 'Fail', Error: '{% $error %}', Cause: 'The session could not go on.' },
};

const ran = (attempt: number): Call => ({ task: 'run', payload: { session: 's1', attempt } });
const staged: Call = { task: 'stage', payload: { session: 's1' } };
const closed: Call = { task: 'close', payload: { session: 's1' } };

export const sessionCases: readonly AslCase[] = [
  {
    name: 'a session runs, waits for a person, runs again and is closed',
    states: session,
    input: { session: 's1' },
    tasks: {
      run: [
        { returns: { outcome: 'continue' } },
        { returns: { outcome: 'checkpoint' } },
        { returns: { outcome: 'finished' } },
      ],
    },
    happenings: [{ afterSeconds: 30 }, { wake: { decision: 'approved' }, token: 1, answer: 'woken' }],
    status: 'succeeded',
    calls: [staged, ran(0), ran(1), { task: 'open', payload: { attempt: 0, taskToken: 'token 1' } }, ran(2), closed],
  },
  {
    name: 'a session whose agent keeps failing records the failure and fails',
    states: session,
    input: { session: 's1' },
    tasks: { run: [{ throws: 'ModelGone' }] },
    happenings: [{ afterSeconds: 1 }, { afterSeconds: 1 }],
    status: 'failed',
    error: 'ModelGone',
    cause: 'The session could not go on.',
    calls: [staged, ran(0), ran(0), ran(0), { task: 'fail', payload: { error: 'ModelGone' } }],
  },
];
