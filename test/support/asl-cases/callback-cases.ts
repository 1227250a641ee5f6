import { type AslCase, type Call, callback, catchAll, record, recorded } from './case.ts';

const asked = (token: number, attempt = 0): Call => ({
  task: 'ask',
  payload: { attempt, taskToken: `token ${token}` },
});
const recordResult = { Output: '{% $states.result %}', Next: 'Record' };
const recordError = record({ error: '{% $states.input.Error %}' });
const approved = { decision: 'approved' };

export const callbackCases: readonly AslCase[] = [
  {
    name: 'a callback waits for its token, and what it is woken with is its result',
    states: { Ask: callback('ask', recordResult), Record: record() },
    tasks: { ask: [{ returns: 'ignored' }] },
    happenings: [
      { afterSeconds: 59, calls: 1 },
      { wake: approved, token: 1, answer: 'woken' },
    ],
    status: 'succeeded',
    calls: [asked(1), recorded({ seen: approved })],
  },
  {
    name: 'a callback that nobody wakes goes on waiting',
    states: { Ask: callback('ask') },
    happenings: [{ afterSeconds: 59 }],
    status: 'running',
    calls: [asked(1)],
  },
  {
    name: 'a token is good once',
    states: { Ask: callback('ask', recordResult), Record: record() },
    happenings: [
      { wake: 1, token: 1, answer: 'woken' },
      { wake: 2, token: 1, answer: 'gone' },
    ],
    status: 'succeeded',
    calls: [asked(1), recorded({ seen: 1 })],
  },
  {
    name: 'a token that timed out is gone; waiting again takes a new one',
    states: {
      Ask: callback('ask', {
        ...recordResult,
        TimeoutSeconds: 10,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Ask' }],
      }),
      Record: record(),
    },
    happenings: [
      { afterSeconds: 10, calls: 2 },
      { wake: 'late', token: 1, answer: 'gone' },
      { wake: 'in time', token: 2, answer: 'woken' },
    ],
    status: 'succeeded',
    calls: [asked(1), asked(2), recorded({ seen: 'in time' })],
  },
  {
    name: 'a callback whose own call throws has failed, and its token is gone',
    states: { Ask: callback('ask', { Catch: catchAll('Record') }), Record: recordError },
    tasks: { ask: [{ throws: 'Throttled' }] },
    happenings: [{ wake: approved, token: 1, answer: 'gone' }],
    status: 'succeeded',
    calls: [asked(1), recorded({ error: 'Throttled' })],
  },
  {
    name: 'a retried callback has a new token',
    states: { Ask: callback('ask', { ...recordResult, Retry: [{ ErrorEquals: ['Throttled'] }] }), Record: record() },
    tasks: { ask: [{ throws: 'Throttled' }, { returns: null }] },
    happenings: [
      { wake: 'between', token: 1, answer: 'gone' },
      { afterSeconds: 1, calls: 2 },
      { wake: 'old', token: 1, answer: 'gone' },
      { wake: 'new', token: 2, answer: 'woken' },
    ],
    status: 'succeeded',
    calls: [asked(1), asked(2, 1), recorded({ seen: 'new' })],
  },
  {
    name: 'a wake that comes while the call that hands out the token still runs counts',
    states: { Ask: callback('ask', recordResult), Record: record() },
    tasks: { ask: [{ wakesItself: approved }] },
    happenings: [{ wake: 'second', token: 1, answer: 'gone' }],
    status: 'succeeded',
    calls: [asked(1), recorded({ seen: approved })],
  },
  {
    name: 'a call that throws after its token was used changes nothing',
    states: { Ask: callback('ask', { ...recordResult, Catch: catchAll('Record') }), Record: record() },
    tasks: { ask: [{ wakesItself: approved, throws: 'Throttled' }] },
    status: 'succeeded',
    calls: [asked(1), recorded({ seen: approved })],
  },
  {
    name: 'a callback whose call hangs times out as well',
    states: { Ask: callback('ask', { TimeoutSeconds: 10, Catch: catchAll('Record') }), Record: recordError },
    tasks: { ask: [{ hangsSeconds: 10 }] },
    happenings: [{ afterSeconds: 10 }],
    status: 'succeeded',
    calls: [asked(1), recorded({ error: 'States.Timeout' })],
  },
  {
    name: 'a wake that brings something the Output cannot use fails the task, which can be caught',
    states: {
      Ask: callback('ask', { Output: '{% $states.result.decision %}', Catch: catchAll('Record'), Next: 'Record' }),
      Record: recordError,
    },
    happenings: [{ wake: {}, token: 1, answer: 'woken' }],
    status: 'succeeded',
    calls: [asked(1), recorded({ error: 'States.QueryEvaluationError' })],
  },
];
