import fc from 'fast-check';
import { parseJson } from '../../../functions/middleware/json-text.ts';

const malformed = expect.objectContaining({ code: 'malformed_request' });
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('parseJson', () => {
  it('reads whatever JSON says, as JSON.parse does', () => {
    const sound = fc.json({ maxDepth: 8, stringUnit: 'grapheme' }).filter((text) => !text.includes('"__proto__"'));
    fc.assert(fc.property(sound, (text) => expect(parseJson(text)).toEqual(JSON.parse(text))));
  });

  it('takes 32 levels and refuses 33', () => {
    expect(() => parseJson(nested(32))).not.toThrow();
    expect(() => parseJson(nested(33))).toThrow(malformed);
  });

  it('counts brackets outside of texts only', () => {
    const text = JSON.stringify({ a: '['.repeat(100), b: '{"a":1,"a":2}', c: '\\', d: '\\"[[[', e: '"' });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('finds a name that comes twice, however it is written and wherever it stands', () => {
    const names = fc.string({ minLength: 1 }).filter((name) => name.isWellFormed() && name !== '__proto__');
    const escaped = (name: string): string =>
      `"${[...name].map((c) => (c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('')}"`;
    fc.assert(
      fc.property(names, (name) => {
        const text = `[{"before":{},${JSON.stringify(name)}:[1,{}],"x y":{"z":2},${escaped(name)}:3}]`;
        expect(() => parseJson(text)).toThrow(malformed);
      }),
    );
  });

  it('lets the same name stand in different objects', () => {
    const text = '{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":3}}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('reads a large text in one pass', () => {
    const text = JSON.stringify({
      content: '\\"'.repeat(500_000),
      list: Array.from({ length: 50_000 }, (_, n) => ({ n })),
    });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([['1e400'], ['-1e400'], ['{"a":[1e999]}'], ['"\\ud800"'], ['{"\\ud800":1}'], ['[["\\udfff\\ud800"]]']])(
    'refuses %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(malformed);
    },
  );

  it('does not repeat what was sent when it refuses', () => {
    expect(() => parseJson('{"password": hunter2}')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
