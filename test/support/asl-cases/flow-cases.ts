import { type AslCase, record, recorded, task } from './case.ts';

const choose = (condition: string, fields = {}): AslCase['states'] => ({
  'Which way?': { Type: 'Choice', Choices: [{ Condition: condition, Next: 'Left', ...fields }], Default: 'Right' },
  Left: record({ way: 'left', seen: '{% $states.input %}' }),
  Right: record({ way: 'right' }),
});

export const flowCases: readonly AslCase[] = [
  {
    name: 'a Pass state hands its input on',
    states: { Go: { Type: 'Pass', Next: 'Record' }, Record: record() },
    input: { a: [1, { b: null }] },
    status: 'succeeded',
    calls: [recorded({ seen: { a: [1, { b: null }] } })],
  },
  {
    name: 'a Pass state replaces its input by its Output, literal and computed parts together',
    states: {
      Go: { Type: 'Pass', Output: { kept: '{% $states.input.n + 1 %}', plain: ['{%', 'x'] }, Next: 'Record' },
      Record: record(),
    },
    input: { n: 1 },
    status: 'succeeded',
    calls: [recorded({ seen: { kept: 2, plain: ['{%', 'x'] } })],
  },
  {
    name: 'Output and Assign see the same snapshot, the next state sees what was assigned',
    states: {
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'Record' },
      Record: record({ output: '{% $states.input %}', assigned: '{% $n %}' }),
    },
    status: 'succeeded',
    calls: [recorded({ output: 1, assigned: 2 })],
  },
  {
    name: 'assigning one variable keeps the others',
    states: {
      First: { Type: 'Pass', Assign: { a: 'a', b: 'b' }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { b: ['c'] }, Next: 'Record' },
      Record: record({ a: '{% $a %}', b: '{% $b %}' }),
    },
    status: 'succeeded',
    calls: [recorded({ a: 'a', b: ['c'] })],
  },
  {
    name: 'a Choice takes the first rule that holds, with its Output and Assign',
    states: {
      'Which way?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 5 %}', Next: 'Other' },
          {
            Condition: '{% $states.input.n > 1 %}',
            Output: { was: '{% $states.input.n %}' },
            Assign: { kept: 7 },
            Next: 'Record',
          },
          { Condition: '{% true %}', Next: 'Other' },
        ],
      },
      Record: record({ seen: '{% $states.input %}', kept: '{% $kept %}' }),
      Other: record({ wrong: true }),
    },
    input: { n: 3 },
    status: 'succeeded',
    calls: [recorded({ seen: { was: 3 }, kept: 7 })],
  },
  {
    name: 'a Choice hands its input on where the rule has no Output',
    states: choose('{% $states.input.go %}'),
    input: { go: true },
    status: 'succeeded',
    calls: [recorded({ way: 'left', seen: { go: true } })],
  },
  {
    name: 'a Choice goes to its Default when no rule holds',
    states: choose('{% $states.input.go %}'),
    input: { go: false },
    status: 'succeeded',
    calls: [recorded({ way: 'right' })],
  },
  {
    name: 'a Choice without a matching rule or a Default fails',
    states: {
      'Which way?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Record' }] },
      Record: record(),
    },
    input: 2,
    status: 'failed',
    error: 'States.NoChoiceMatched',
    calls: [],
  },
  {
    name: 'a condition that is not a boolean fails the execution',
    states: choose('{% $states.input.go %}'),
    input: { go: 'yes' },
    status: 'failed',
    error: 'States.QueryEvaluationError',
    calls: [],
  },
  {
    name: 'a Task receives its Payload and its result is in Payload and StatusCode',
    states: {
      Work: task('work', { Output: '{% $states.result %}', Next: 'Record' }, { q: '{% $states.input.q %}', fixed: 1 }),
      Record: record(),
    },
    input: { q: 'x' },
    tasks: { work: [{ returns: { outcome: 'finished' } }] },
    status: 'succeeded',
    calls: [
      { task: 'work', payload: { q: 'x', fixed: 1 } },
      recorded({ seen: { Payload: { outcome: 'finished' }, StatusCode: 200 } }),
    ],
  },
  {
    name: 'a Task without Output hands its result on, and may assign from it',
    states: {
      Work: task('work', { Assign: { outcome: '{% $states.result.Payload.outcome %}' }, Next: 'Record' }, {}),
      Record: record({ status: '{% $states.input.StatusCode %}', outcome: '{% $outcome %}' }),
    },
    tasks: { work: [{ returns: { outcome: 'finished' } }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: {} }, recorded({ status: 200, outcome: 'finished' })],
  },
  {
    name: 'a Task sees its input beside its result',
    states: {
      Work: task('work', { Output: '{% $states.input & $states.result.Payload %}', Next: 'Record' }, {}),
      Record: record(),
    },
    input: 'a',
    tasks: { work: [{ returns: 'b' }] },
    status: 'succeeded',
    calls: [{ task: 'work', payload: {} }, recorded({ seen: 'ab' })],
  },
  {
    name: 'the context names the execution and the state',
    states: {
      Record: record({
        name: '{% $states.context.Execution.Name %}',
        input: '{% $states.context.Execution.Input.k %}',
        state: '{% $states.context.State.Name %}',
        machine: '{% $exists($states.context.StateMachine.Name) %}',
        started: '{% $toMillis($states.context.Execution.StartTime) <= $toMillis($states.context.State.EnteredTime) %}',
      }),
    },
    input: { k: 'v' },
    status: 'succeeded',
    calls: [recorded({ name: 'execution-1', input: 'v', state: 'Record', machine: true, started: true })],
  },
  {
    name: 'a loop counts with a variable',
    states: {
      Begin: { Type: 'Pass', Assign: { turn: 1 }, Next: 'Work' },
      Work: task('work', { Assign: { turn: '{% $turn + 1 %}' }, Next: 'Enough?' }, { turn: '{% $turn %}' }),
      'Enough?': { Type: 'Choice', Choices: [{ Condition: '{% $turn > 3 %}', Next: 'Done' }], Default: 'Work' },
      Done: { Type: 'Succeed' },
    },
    status: 'succeeded',
    calls: [1, 2, 3].map((turn) => ({ task: 'work', payload: { turn } })),
  },
  {
    name: 'a circle of states without a task or a wait ends in a failure',
    states: {
      Round: { Type: 'Pass', Next: 'Enough?' },
      'Enough?': { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }], Default: 'Round' },
      Done: { Type: 'Succeed' },
    },
    status: 'failed',
    error: 'States.Runtime',
    calls: [],
  },
  {
    name: 'arrays of one element and of none stay arrays',
    states: {
      Keep: {
        Type: 'Pass',
        Assign: { one: '{% [$states.input.list[$ > 2]] %}', none: [], copy: '{% $states.input.list %}' },
        Next: 'Record',
      },
      Record: record({ one: '{% $one %}', none: '{% $none %}', copy: '{% $copy %}' }),
    },
    input: { list: [1, 2, 3] },
    status: 'succeeded',
    calls: [recorded({ one: [3], none: [], copy: [1, 2, 3] })],
  },
];
