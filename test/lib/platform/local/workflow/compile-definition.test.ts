import type { Json } from '../../../../../lib/platform/index.ts';
import { compileDefinition } from '../../../../../lib/platform/local/workflow/compile-definition.ts';
import { DefinitionRefused } from '../../../../../lib/platform/local/workflow/index.ts';
import { aslCases, definitionOf } from '../../../../support/asl-cases.ts';

const substitution = (task: string): string => `\${${task}}`;
const work = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: substitution('work'), Payload: {} },
  TimeoutSeconds: 60,
  End: true,
};
const done = { Type: 'Succeed' };

/** A definition whose one questionable state is called `Odd`. */
const withState = (odd: Json): Json => ({ QueryLanguage: 'JSONata', StartAt: 'Odd', States: { Odd: odd, Done: done } });
const without = (name: keyof typeof work): Json =>
  Object.fromEntries(Object.entries(work).filter(([key]) => key !== name));
const task = (fields: Json): Json => withState({ ...work, ...(fields as object) });
const pass = (fields: Json): Json => withState({ Type: 'Pass', End: true, ...(fields as object) });

const refusals: readonly [what: string, definition: Json, says: RegExp][] = [
  ['a state of an unknown type', withState({ Type: 'Parallel', Branches: [], End: true }), /state "Odd": Type/],
  ['a Map', withState({ Type: 'Map', Items: [], End: true }), /state "Odd": Type/],
  ['InputPath', pass({ InputPath: '$' }), /state "Odd".*InputPath/],
  ['ResultPath', task({ ResultPath: '$' }), /state "Odd".*ResultPath/],
  ['Parameters', task({ Parameters: {} }), /state "Odd".*Parameters/],
  ['HeartbeatSeconds', task({ HeartbeatSeconds: 5 }), /state "Odd".*HeartbeatSeconds/],
  ['a computed timeout', task({ TimeoutSeconds: '{% 5 %}' }), /state "Odd".*TimeoutSeconds/],
  ['a Task without TimeoutSeconds', withState(without('TimeoutSeconds')), /state "Odd".*TimeoutSeconds/],
  ['a Task without Next or End', withState(without('End')), /state "Odd".*exactly one of Next and End/],
  ['a Task with Next and End', task({ Next: 'Done' }), /state "Odd".*exactly one of Next and End/],
  ['an unknown Resource', task({ Resource: 'arn:aws:states:::sqs:sendMessage' }), /state "Odd".*Resource/],
  ['a function that is not a substitution', task({ Arguments: { FunctionName: 'work', Payload: {} } }), /FunctionName/],
  [
    'a task nobody has',
    task({ Arguments: { FunctionName: substitution('play'), Payload: {} } }),
    /"Odd".*no task "play"/,
  ],
  ['a Next that names no state', withState({ Type: 'Pass', Next: 'Nowhere' }), /state "Odd".*"Nowhere"/],
  ['a Catch that names no state', task({ Catch: [{ ErrorEquals: ['A'], Next: 'Nowhere' }] }), /"Odd".*"Nowhere"/],
  [
    'a Default that names no state',
    withState({ Type: 'Choice', Choices: [{ Condition: true, Next: 'Done' }], Default: 'Nowhere' }),
    /"Odd".*"Nowhere"/,
  ],
  [
    'a condition that is no expression',
    withState({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'Done' }] }),
    /"Odd".*Condition/,
  ],
  [
    'a Choice with an Output of its own',
    withState({ Type: 'Choice', Output: 1, Choices: [{ Condition: true, Next: 'Done' }] }),
    /"Odd".*Output/,
  ],
  ['a Wait without a time', withState({ Type: 'Wait', Next: 'Done' }), /"Odd".*Seconds and Timestamp/],
  [
    'a Wait with two times',
    withState({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', Next: 'Done' }),
    /"Odd"/,
  ],
  [
    'a Wait until a text that is no time',
    withState({ Type: 'Wait', Timestamp: 'soon', Next: 'Done' }),
    /"Odd".*Timestamp/,
  ],
  ['States.ALL among others', task({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }), /"Odd".*alone and last/],
  [
    'States.ALL before others',
    task({
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'Done' },
        { ErrorEquals: ['A'], Next: 'Done' },
      ],
    }),
    /"Odd".*alone and last/,
  ],
  ['a variable nobody assigns', pass({ Output: '{% $missing %}' }), /"Odd".*\$missing/],
  ['a syntax error', pass({ Output: '{% 1 + %}' }), /state "Odd": Output/],
  ['$eval', pass({ Output: '{% $eval("1") %}' }), /"Odd".*\$eval/],
  ['the time of day', pass({ Output: '{% $now() %}' }), /"Odd".*\$now/],
  ['chance', pass({ Output: '{% $random() %}' }), /"Odd".*\$random/],
  ['a result where there is none', pass({ Output: '{% $states.result %}' }), /"Odd".*\$states\.result/],
  ['an error where there is none', task({ Output: '{% $states.errorOutput %}' }), /"Odd".*errorOutput/],
  ['$states as a whole', pass({ Output: '{% $states %}' }), /"Odd".*\$states/],
  ['the name states for a variable', pass({ Assign: { states: 1 } }), /"Odd".*Assign/],
  ['another query language in a state', pass({ QueryLanguage: 'JSONPath' }), /"Odd".*QueryLanguage/],
  [
    'JSONPath as its query language',
    { QueryLanguage: 'JSONPath', StartAt: 'Done', States: { Done: done } },
    /QueryLanguage/,
  ],
  [
    'a StartAt that names no state',
    { QueryLanguage: 'JSONata', StartAt: 'Odd', States: { Done: done } },
    /StartAt.*"Odd"/,
  ],
  [
    'a timeout of the whole execution',
    { QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: done }, TimeoutSeconds: 5 },
    /TimeoutSeconds/,
  ],
];

describe('compileDefinition', () => {
  it.each(refusals)('refuses %s, and says where', (_, definition, says) => {
    const compile = (): unknown => compileDefinition('session', definition, ['work']);

    expect(compile).toThrow(DefinitionRefused);
    expect(compile).toThrow(says);
  });

  it.each(aslCases)('accepts the definition of: $name', (aslCase) => {
    const tasks = ['work', 'record', 'ask', 'stage', 'run', 'open', 'close', 'fail'];

    const definition = compileDefinition('session', definitionOf(aslCase), tasks);

    expect([...definition.states.keys()]).toEqual(Object.keys(aslCase.states));
  });

  it.each([
    '{% $map($states.input.list, function($item, $index) { $item + $index }) %}',
    '{% ($sum := 1; $sum + 1) %}',
    '{% $states.input.list@$entry#$at.($entry) %}',
    '{% $states.input.list[$ > 1] %}',
    '{% $merge([$states.input, {"a": $count($states.input.list)}]) %}',
  ])('knows the names an expression makes for itself: %s', (output) => {
    expect(compileDefinition('session', pass({ Output: output }), []).startAt).toBe('Odd');
  });

  it('gives equal definitions the same digest and others another', () => {
    const digest = (output: number): string => compileDefinition('session', pass({ Output: output }), []).digest;

    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });
});
