import { countHidden, hiddenRuns, spelledOut } from '../../../lib/artifacts/index.ts';

describe('hidden characters', () => {
  it('C6 are found one by one, between what can be seen', () => {
    expect(hiddenRuns('a\u200bb')).toEqual([
      { kind: 'plain', text: 'a' },
      { kind: 'hidden', character: '\u200b', name: 'zero-width space' },
      { kind: 'plain', text: 'b' },
    ]);
  });

  it('say which letter an invisible tag spells', () => {
    expect(hiddenRuns('\u{e0041}')).toEqual([
      { kind: 'hidden', character: '\u{e0041}', name: 'invisible tag letter A' },
    ]);
  });

  it('are not what an emoji is made of', () => {
    expect(countHidden('👩‍💻 ❤️ 1️⃣ 👍🏽')).toBe(0);
  });

  it('are not line breaks and tabs', () => {
    expect(countHidden('a\n\tb\r\nc')).toBe(0);
  });

  it.each([
    '\u202e',
    '\u2066',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u2800',
    '\u001b',
    '\u0000',
    '\ue000',
    '\u{e0101}',
    '\u200d',
  ])('include %j', (character) => {
    expect(countHidden(`a${character}b`)).toBe(1);
  });

  it('are spelled out where no badge can stand', () => {
    expect(spelledOut('a\u202eb')).toBe('a[U+202E]b');
  });
});
