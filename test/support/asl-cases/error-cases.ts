import { type AslCase, catchAll, record, recorded, task } from './case.ts';

const missing = '{% $states.input.missing %}';
const tooLarge = 262_145;
const caught = { Error: '{% $states.errorOutput.Error %}' };
const recordError = record({ error: '{% $states.input.Error %}' });
const longText = '{% $pad("x", 262145) %}';

export const errorCases: readonly AslCase[] = [
  {
    name: "a task's error fails the execution under its own name",
    states: { Work: task('work') },
    tasks: { work: [{ throws: 'Throttled', message: 'too much' }] },
    status: 'failed',
    error: 'Throttled',
    calls: [{ task: 'work', payload: { attempt: 0 } }],
  },
  {
    name: 'a Catch by name goes on with its own Output and Assign',
    states: {
      Work: task('work', {
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          {
            ErrorEquals: ['Other', 'Throttled'],
            Next: 'Record',
            Output: caught,
            Assign: { was: '{% $states.input %}' },
          },
          { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
        ],
      }),
      Record: record({ seen: '{% $states.input %}', was: '{% $was %}' }),
      Wrong: record({ wrong: true }),
    },
    input: 'the input',
    tasks: { work: [{ throws: 'Throttled' }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }, recorded({ seen: { Error: 'Throttled' }, was: 'the input' })],
  },
  {
    name: 'a Catch without Output hands the error on, its cause a JSON text with the message',
    states: {
      Work: task('work', { Catch: catchAll('Record') }),
      Record: record({ error: '{% $states.input.Error %}', says: '{% $contains($states.input.Cause, "no room") %}' }),
    },
    tasks: { work: [{ throws: 'Throttled', message: 'no room' }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }, recorded({ error: 'Throttled', says: true })],
  },
  {
    name: 'States.TaskFailed catches what a task throws',
    states: {
      Work: task('work', { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Record' }] }),
      Record: recordError,
    },
    tasks: { work: [{ throws: 'TypeError' }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }, recorded({ error: 'TypeError' })],
  },
  {
    name: 'an expression in Arguments that gives nothing is an error that can be caught, and the task is not called',
    states: { Work: task('work', { Catch: catchAll('Record') }, { missing }), Record: recordError },
    status: 'succeeded',
    calls: [recorded({ error: 'States.QueryEvaluationError' })],
  },
  {
    name: 'an expression in the Output of a task that gives nothing can be caught',
    states: { Work: task('work', { Output: missing, Catch: catchAll('Record') }), Record: recordError },
    status: 'succeeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }, recorded({ error: 'States.QueryEvaluationError' })],
  },
  {
    name: 'an expression that fails in a Pass state fails the execution',
    states: { Go: { Type: 'Pass', Output: '{% 1 + "a" %}', End: true } },
    status: 'failed',
    error: 'States.QueryEvaluationError',
    calls: [],
  },
  {
    name: 'an expression that fails in a Catch fails the execution',
    states: { Work: task('work', { Catch: catchAll('Record', { Output: missing }) }), Record: record() },
    tasks: { work: [{ throws: 'Throttled' }] },
    status: 'failed',
    error: 'States.QueryEvaluationError',
    calls: [{ task: 'work', payload: { attempt: 0 } }],
  },
  {
    name: 'a result that is too large is not caught by States.ALL or States.TaskFailed',
    states: {
      Work: task('work', {
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Record' },
          { ErrorEquals: ['States.ALL'], Next: 'Record' },
        ],
      }),
      Record: record({}),
    },
    tasks: { work: [{ returnsBytes: tooLarge }] },
    status: 'failed',
    error: 'States.DataLimitExceeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }],
  },
  {
    name: 'a result that is too large is caught by its own name',
    states: {
      Work: task('work', { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Record' }] }),
      Record: recordError,
    },
    tasks: { work: [{ returnsBytes: tooLarge }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: { attempt: 0 } }, recorded({ error: 'States.DataLimitExceeded' })],
  },
  {
    name: 'an Output that is too large fails the execution',
    states: { Go: { Type: 'Pass', Output: longText, Next: 'Record' }, Record: record({}) },
    status: 'failed',
    error: 'States.DataLimitExceeded',
    calls: [],
  },
  {
    name: 'a Payload that is too large is never sent',
    states: { Work: task('work', { Catch: catchAll('Record') }, { text: longText }), Record: record({}) },
    status: 'failed',
    error: 'States.DataLimitExceeded',
    calls: [],
  },
  {
    name: 'a Fail state fails the execution with its literal Error and Cause',
    states: { Stop: { Type: 'Fail', Error: 'SessionFailed', Cause: 'as told' } },
    status: 'failed',
    error: 'SessionFailed',
    cause: 'as told',
    calls: [],
  },
  {
    name: 'a Fail state computes its Error and Cause',
    states: {
      Work: task('work', { Catch: catchAll('Stop', { Assign: { error: '{% $states.errorOutput.Error %}' } }) }),
      Stop: { Type: 'Fail', Error: '{% $error %}', Cause: "{% 'rung ' & $string(1 + 2) %}" },
    },
    tasks: { work: [{ throws: 'SessionExpired' }] },
    status: 'failed',
    error: 'SessionExpired',
    cause: 'rung 3',
    calls: [{ task: 'work', payload: { attempt: 0 } }],
  },
];
