import { shortenedPassage, wordDiff } from '../../../../functions/console/text/word-diff.ts';

describe('the difference of two texts', () => {
  it('C3 is told word by word', () => {
    expect(wordDiff('the old price', 'the new price')).toEqual({
      exactness: 'words',
      parts: [
        { kind: 'same', text: 'the ' },
        { kind: 'removed', text: 'old' },
        { kind: 'added', text: 'new' },
        { kind: 'same', text: ' price' },
      ],
    });
  });

  it('is the whole of both where comparing them would take too long', () => {
    const before = 'a '.repeat(80_000);
    const after = 'b '.repeat(80_000);
    expect(wordDiff(before, after)).toEqual({
      exactness: 'whole',
      parts: [
        { kind: 'removed', text: before },
        { kind: 'added', text: after },
      ],
    });
  });

  it('compares fewer changed words the more texts a page compares, so that no page takes long', () => {
    const changed = (count: number, among: number) =>
      wordDiff('old '.repeat(count), 'new '.repeat(count), among).exactness;
    expect([changed(400, 1), changed(100, 50)]).toEqual(['words', 'words']);
    expect([changed(600, 1), changed(400, 50)]).toEqual(['whole', 'whole']);
  });

  it('leaves out the middle of what has not changed, and nothing of it is lost', () => {
    const text = Array.from({ length: 400 }, (_, index) => `word${index}`).join(' ');
    const { start, omitted, end } = shortenedPassage(text);
    expect(omitted).not.toBe('');
    expect(start + omitted + end).toBe(text);
  });
});
