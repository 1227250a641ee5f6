/**
 * Where another interpreter of the Amazon States Language comes to something else than a case wants, and who is right by AWS's
 * documentation. A difference that is not in this table fails the comparison, and so does an entry whose difference is gone.
 */
export interface Difference {
  readonly case: string;
  readonly referee: 'emulator' | 'moto';
  /** Part of how the comparison words it. */
  readonly shows: string | RegExp;
  /** `undocumented`: AWS doesn't say, and the product works with either. */
  readonly wrong: 'referee' | 'us' | 'undocumented';
  readonly why: string;
  /** The referee goes by chance here. */
  readonly onlySometimes?: true;
}

const quota =
  'Service quotas: 256 KiB is the most that a task takes or a state gives; beyond it States.DataLimitExceeded.';
const notCaught = 'Handling errors: States.ALL catches neither States.DataLimitExceeded nor States.Runtime.';
const closed =
  'API reference, SendTaskSuccess: a token whose task has ended answers TaskTimedOut. This referee keeps no note of used tokens.';
const queryError =
  'Handling errors: an expression that fails, or gives nothing or something of the wrong type or range, is States.QueryEvaluationError.';
const caughtAsWell = `${queryError} Retry and Catch of a Task go by the error, whichever of its fields had the expression.`;
const completed =
  'API reference, SendTaskSuccess: the task has completed. Which counts when the call that handed out the token fails after that is not said; the session workflow reads the decision from the table either way.';

export const differences: readonly Difference[] = [
  {
    case: 'a Payload that is too large is never sent',
    referee: 'emulator',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: quota,
  },
  {
    case: 'a Payload that is too large is never sent',
    referee: 'moto',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: quota,
  },
  {
    case: 'an Output that is too large fails the execution',
    referee: 'emulator',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: quota,
  },
  {
    case: 'a result that is too large is not caught by States.ALL or States.TaskFailed',
    referee: 'emulator',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: quota,
  },
  {
    case: 'a result that is too large is not caught by States.ALL or States.TaskFailed',
    referee: 'moto',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: notCaught,
  },
  {
    case: 'a result that is too large is caught by its own name',
    referee: 'emulator',
    shows: 'it calls',
    wrong: 'referee',
    why: quota,
  },
  {
    case: 'a call that throws after its token was used changes nothing',
    referee: 'emulator',
    shows: '"Error":"Throttled"',
    wrong: 'undocumented',
    why: completed,
  },
  {
    case: 'a call that throws after its token was used changes nothing',
    referee: 'moto',
    shows: '"Error":"Throttled"',
    wrong: 'undocumented',
    why: completed,
  },
  {
    case: 'a callback whose call hangs times out as well',
    referee: 'emulator',
    shows: 'it is running',
    wrong: 'referee',
    why: 'States language, Task: TimeoutSeconds counts from the start of the task. This referee counts from when the call has returned.',
    onlySometimes: true,
  },
  {
    case: 'a circle of states without a task or a wait ends in a failure',
    referee: 'emulator',
    shows: 'it is running',
    wrong: 'us',
    why: 'On AWS it goes on until the history is full (quotas: 25,000 events) and fails then. One process for everybody gives up sooner; no definition of the product has such a circle.',
  },
  {
    case: 'a circle of states without a task or a wait ends in a failure',
    referee: 'moto',
    shows: 'it is running',
    wrong: 'us',
    why: 'On AWS it goes on until the history is full (quotas: 25,000 events) and fails then. One process for everybody gives up sooner; no definition of the product has such a circle.',
  },
  {
    case: 'a condition that is not a boolean fails the execution',
    referee: 'emulator',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: `${queryError} Choice state: a Condition must give a boolean.`,
  },
  {
    case: 'a condition that is not a boolean fails the execution',
    referee: 'moto',
    shows: 'its error is States.Runtime',
    wrong: 'referee',
    why: queryError,
  },
  {
    case: 'retries back off up to their longest delay',
    referee: 'emulator',
    shows: '4 calls after 28 s',
    wrong: 'referee',
    why: 'Handling errors, Retry: MaxDelaySeconds bounds the delay. This referee ignores it.',
  },
  {
    case: 'full jitter waits a random part of the delay, here half of it',
    referee: 'emulator',
    shows: '1 calls after 10 s',
    wrong: 'referee',
    why: 'Handling errors, Retry: FULL is a random delay between 0 and the computed one. This referee always waits the computed one, which the comparison may take for a late half.',
    onlySometimes: true,
  },
  {
    case: 'full jitter waits a random part of the delay, here half of it',
    referee: 'moto',
    shows: /calls (before|after)/,
    wrong: 'referee',
    why: 'Handling errors, Retry: FULL is a random delay between 0 and the computed one. The half is what our own source of chance says.',
    onlySometimes: true,
  },
  {
    case: 'Output and Assign see the same snapshot, the next state sees what was assigned',
    referee: 'moto',
    shows: '"output":2',
    wrong: 'referee',
    why: 'Variables: what a state assigns can be used in the next state; its own Output sees the values from before.',
  },
  {
    case: 'a Choice without a matching rule or a Default fails',
    referee: 'moto',
    shows: 'its error is States.Runtime',
    wrong: 'referee',
    why: 'Choice state: without a match and a Default the error is States.NoChoiceMatched.',
  },
  {
    case: 'a Wait for a negative time fails',
    referee: 'moto',
    shows: 'it is succeeded',
    wrong: 'referee',
    why: `${queryError} Wait state: Seconds are 0 to 99,999,999.`,
  },
  {
    case: 'a Wait until something that is not a time fails',
    referee: 'moto',
    shows: 'its error is States.Runtime',
    wrong: 'referee',
    why: queryError,
  },
  {
    case: 'an expression that fails in a Pass state fails the execution',
    referee: 'moto',
    shows: 'its error is States.Runtime',
    wrong: 'referee',
    why: queryError,
  },
  {
    case: 'a failing expression in the Output of a task is retried like a failing task',
    referee: 'moto',
    shows: 'it is failed States.QueryEvaluationError',
    wrong: 'referee',
    why: caughtAsWell,
  },
  {
    case: 'an expression in the Output of a task that gives nothing can be caught',
    referee: 'moto',
    shows: 'it is failed States.QueryEvaluationError',
    wrong: 'referee',
    why: caughtAsWell,
  },
  {
    case: 'a wake that brings something the Output cannot use fails the task, which can be caught',
    referee: 'moto',
    shows: 'it is failed States.QueryEvaluationError',
    wrong: 'referee',
    why: caughtAsWell,
  },
  {
    case: 'arrays of one element and of none stay arrays',
    referee: 'moto',
    shows: 'IllegalJSONataVariableReference',
    wrong: 'referee',
    why: 'Transforming data with JSONata: `$` is refused where it would be the whole input. Inside a predicate it is the element at hand. No definition of the product uses it.',
  },
  { case: 'a token is good once', referee: 'moto', shows: 'token 1 is woken', wrong: 'referee', why: closed },
  {
    case: 'a token that timed out is gone; waiting again takes a new one',
    referee: 'moto',
    shows: 'token 2 is gone',
    wrong: 'referee',
    why: 'Context object: each time a task is entered it has a token of its own. This referee keeps one per state and never asks again.',
  },
  {
    case: 'a retried callback has a new token',
    referee: 'moto',
    shows: 'token 2 is gone',
    wrong: 'referee',
    why: 'Context object: each attempt of a task has a token of its own. This referee hands out the first one again.',
  },
  {
    case: 'a wake that comes while the call that hands out the token still runs counts',
    referee: 'moto',
    shows: 'token 1 is woken',
    wrong: 'referee',
    why: 'API reference, SendTaskSuccess: it completes the task. This referee listens only when the call has returned.',
    onlySometimes: true,
  },
  {
    case: 'a wake that comes while the call that hands out the token still runs counts',
    referee: 'emulator',
    shows: 'token 1 is woken',
    wrong: 'referee',
    why: 'API reference, SendTaskSuccess: the first one completes the task. This referee takes another one until the call has returned.',
    onlySometimes: true,
  },
];
