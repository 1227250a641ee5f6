import { type AslCase, type Call, catchAll, record, recorded, task } from './case.ts';

const attempts = (count: number): Call[] =>
  Array.from({ length: count }, (_, attempt) => ({ task: 'work', payload: { attempt } }));
const retry = (fields = {}): AslCase['states'][string] => [
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, ...fields },
];
const recordError = record({ error: '{% $states.input.Error %}' });
const wait = (fields: object): AslCase['states'] => ({
  Pause: { Type: 'Wait', ...fields, Next: 'Record' },
  Record: record(),
});

export const timeCases: readonly AslCase[] = [
  {
    name: 'a retry waits its interval and tells the task which attempt it is',
    states: { Work: task('work', { Retry: retry() }) },
    tasks: { work: [{ throws: 'Throttled' }, { returns: 1 }] },
    happenings: [
      { afterSeconds: 1, calls: 1 },
      { afterSeconds: 1, calls: 2 },
    ],
    status: 'succeeded',
    calls: attempts(2),
  },
  {
    name: 'retries back off up to their longest delay',
    states: { Work: task('work', { Retry: retry({ MaxAttempts: 4, BackoffRate: 3, MaxDelaySeconds: 10 }) }) },
    tasks: { work: [{ throws: 'A' }, { throws: 'A' }, { throws: 'A' }, { throws: 'A' }, { returns: 1 }] },
    happenings: [
      { afterSeconds: 2, calls: 2 },
      { afterSeconds: 5, calls: 2 },
      { afterSeconds: 1, calls: 3 },
      { afterSeconds: 9, calls: 3 },
      { afterSeconds: 1, calls: 4 },
      { afterSeconds: 10, calls: 5 },
    ],
    status: 'succeeded',
    calls: attempts(5),
  },
  {
    name: 'full jitter waits a random part of the delay, here half of it',
    states: { Work: task('work', { Retry: retry({ IntervalSeconds: 20, JitterStrategy: 'FULL' }) }) },
    tasks: { work: [{ throws: 'A' }, { returns: 1 }] },
    happenings: [
      { afterSeconds: 9, calls: 1 },
      { afterSeconds: 1, calls: 2 },
    ],
    status: 'succeeded',
    calls: attempts(2),
  },
  {
    name: 'exhausted retries end in the Catch',
    states: {
      Work: task('work', { Retry: retry({ MaxAttempts: 1 }), Catch: catchAll('Record') }),
      Record: recordError,
    },
    tasks: { work: [{ throws: 'A' }, { throws: 'B' }] },
    happenings: [{ afterSeconds: 2 }],
    status: 'succeeded',
    calls: [...attempts(2), recorded({ error: 'B' })],
  },
  {
    name: 'exhausted retries without a Catch fail the execution with the last error',
    states: { Work: task('work', { Retry: retry({ MaxAttempts: 2, BackoffRate: 1 }) }) },
    tasks: { work: [{ throws: 'A' }, { throws: 'B' }, { throws: 'C' }] },
    happenings: [{ afterSeconds: 2 }, { afterSeconds: 2 }, { afterSeconds: 60 }],
    status: 'failed',
    error: 'C',
    calls: attempts(3),
  },
  {
    name: 'a retrier with no attempts keeps its errors from the ones after it',
    states: {
      Work: task('work', {
        Retry: [
          { ErrorEquals: ['Fatal'], MaxAttempts: 0 },
          { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
        ],
      }),
    },
    tasks: { work: [{ throws: 'Fatal' }] },
    status: 'failed',
    error: 'Fatal',
    calls: attempts(1),
  },
  {
    name: 'each retrier counts its own attempts',
    states: {
      Work: task('work', {
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 1 },
          { ErrorEquals: ['B'], MaxAttempts: 1 },
        ],
      }),
    },
    tasks: { work: [{ throws: 'A' }, { throws: 'B' }, { throws: 'A' }] },
    happenings: [{ afterSeconds: 1 }, { afterSeconds: 1 }, { afterSeconds: 1 }],
    status: 'failed',
    error: 'A',
    calls: attempts(3),
  },
  {
    name: 'a state that is entered again has all its retries again',
    states: {
      Begin: { Type: 'Pass', Assign: { round: 0 }, Next: 'Work' },
      Work: task('work', { Retry: retry({ MaxAttempts: 1 }), Assign: { round: '{% $round + 1 %}' }, Next: 'Again?' }),
      'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $round < 2 %}', Next: 'Work' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
    tasks: { work: [{ throws: 'A' }, { returns: 1 }] },
    happenings: [
      { afterSeconds: 2, calls: 3 },
      { afterSeconds: 2, calls: 4 },
    ],
    status: 'succeeded',
  },
  {
    name: 'a failing expression in the Output of a task is retried like a failing task',
    states: { Work: task('work', { Output: '{% $states.result.Payload.x %}', Retry: retry() }) },
    tasks: { work: [{ returns: {} }, { returns: { x: 1 } }] },
    happenings: [{ afterSeconds: 2 }],
    status: 'succeeded',
    calls: attempts(2),
  },
  {
    name: 'a task that hangs times out, can be caught, and its late answer changes nothing',
    states: {
      Work: task('work', { TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Record' }] }),
      Record: recordError,
    },
    tasks: { work: [{ hangsSeconds: 5 }] },
    happenings: [
      { afterSeconds: 4, calls: 1 },
      { afterSeconds: 1, calls: 2 },
    ],
    status: 'succeeded',
    calls: [...attempts(1), recorded({ error: 'States.Timeout' })],
  },
  {
    name: 'States.TaskFailed does not catch a timeout, States.ALL does',
    states: {
      Work: task('work', {
        TimeoutSeconds: 5,
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.ALL'], Next: 'Record' },
        ],
      }),
      Record: recordError,
      Wrong: record({ wrong: true }),
    },
    tasks: { work: [{ hangsSeconds: 5 }] },
    happenings: [{ afterSeconds: 5 }],
    status: 'succeeded',
    calls: [...attempts(1), recorded({ error: 'States.Timeout' })],
  },
  {
    name: 'a timeout can be retried',
    states: { Work: task('work', { TimeoutSeconds: 5, Retry: retry() }) },
    tasks: { work: [{ hangsSeconds: 5 }, { returns: 1 }] },
    happenings: [{ afterSeconds: 5, calls: 1 }, { afterSeconds: 2 }],
    status: 'succeeded',
    calls: attempts(2),
  },
  {
    name: 'a Wait of some seconds ends at its time and not before',
    states: wait({ Seconds: 30 }),
    input: { kept: 1 },
    happenings: [
      { afterSeconds: 29, calls: 0 },
      { afterSeconds: 1, calls: 1 },
    ],
    status: 'succeeded',
    calls: [recorded({ seen: { kept: 1 } })],
  },
  {
    name: 'a Wait computes its seconds, and its Output and Assign when it is over',
    states: {
      Pause: {
        Type: 'Wait',
        Seconds: '{% $states.input.seconds * 2 %}',
        Output: '{% $states.input.seconds %}',
        Assign: { waited: true },
        Next: 'Record',
      },
      Record: record({ seen: '{% $states.input %}', waited: '{% $waited %}' }),
    },
    input: { seconds: 3 },
    happenings: [
      { afterSeconds: 5, calls: 0 },
      { afterSeconds: 1, calls: 1 },
    ],
    status: 'succeeded',
    calls: [recorded({ seen: 3, waited: true })],
  },
  {
    name: 'a Wait until a time ends at that time',
    states: wait({ Timestamp: '{% $fromMillis($toMillis($states.context.Execution.StartTime) + 10000) %}' }),
    happenings: [
      { afterSeconds: 9, calls: 0 },
      { afterSeconds: 1, calls: 1 },
    ],
    status: 'succeeded',
  },
  {
    name: 'a Wait until a time that has passed is over at once',
    states: wait({ Timestamp: '2001-01-01T00:00:00Z' }),
    happenings: [{ afterSeconds: 0 }],
    status: 'succeeded',
    calls: [recorded({ seen: {} })],
  },
  {
    name: 'a Wait for a negative time fails',
    states: wait({ Seconds: '{% 0 - 1 %}' }),
    status: 'failed',
    error: 'States.QueryEvaluationError',
    calls: [],
  },
  {
    name: 'a Wait until something that is not a time fails',
    states: wait({ Timestamp: '{% "tomorrow" %}' }),
    status: 'failed',
    error: 'States.QueryEvaluationError',
    calls: [],
  },
];
