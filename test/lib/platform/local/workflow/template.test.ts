import type { Json } from '../../../../../lib/platform/index.ts';
import { compileTemplate } from '../../../../../lib/platform/local/workflow/template.ts';

const evaluate = (template: Json, input: Json): Promise<Json> =>
  compileTemplate(template, 'Output').evaluate({ states: { input } });

describe('compileTemplate', () => {
  it.each<[string, Json]>([
    ['a text without braces', 'plain'],
    ['a text that only begins like an expression', '{% open'],
    ['a text with an expression in its middle', 'a {% 1 %} b'],
    ['numbers, booleans, null and empty parts', [0, true, null, {}, [], '']],
  ])('leaves %s as it is', async (_, template) => {
    expect(await evaluate(template, null)).toEqual(template);
  });

  it('evaluates expressions wherever they stand, in arrays and objects', async () => {
    const template = { list: ['{% $states.input.n %}', { deep: '{%$states.input.n + 1%}' }], plain: 1 };

    expect(await evaluate(template, { n: 1 })).toEqual({ list: [1, { deep: 2 }], plain: 1 });
  });

  it('gives null where the value is null', async () => {
    expect(await evaluate('{% $states.input.a %}', { a: null })).toBeNull();
  });

  it('gives arrays without the marks JSONata leaves on them, as storage would', async () => {
    const list = await evaluate('{% $states.input.list.n %}', { list: [{ n: 1 }, { n: 2 }] });

    expect(Object.keys(list as object)).toEqual(['0', '1']);
  });

  it('gives a copy that shares nothing with what it was made from', async () => {
    const input = { list: [1] };
    const copy = await evaluate('{% $states.input %}', input);
    input.list.push(2);

    expect(copy).toEqual({ list: [1] });
  });

  it.each([
    ['gives nothing', '{% $states.input.missing %}'],
    ['gives a function', '{% function($x) { $x } %}'],
    ['gives a function of JSONata', '{% $sum %}'],
    ['throws', '{% $error("no") %}'],
    ['adds what cannot be added', '{% 1 + "a" %}'],
  ])('fails where an expression %s, naming the field and the expression', async (_, expression) => {
    await expect(evaluate({ part: expression }, {})).rejects.toMatchObject({
      failure: {
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining(`Output/part: {% ${expression.slice(2, -2).trim()} %}`),
      },
    });
  });
});
