import { keepLibraries, maxKeptLibraries } from '../../../../infra/local/offline-model/library.ts';
import type { Item } from '../../../../infra/local/offline-model/passages.ts';

const item = (content: string): Item => ({ kind: 'block', id: 'blk_1', title: 'Notes', content, version: '1' });

describe('the library of a bundle', () => {
  it('is indexed once for the same content', () => {
    const libraryOf = keepLibraries();
    expect(libraryOf([item('Pricing')])).toBe(libraryOf([item('Pricing')]));
  });

  it('is not taken for another one with the same ids', () => {
    const libraryOf = keepLibraries();
    libraryOf([item('Pricing')]);
    expect(libraryOf([item('Support')]).rank({ terms: ['support'] })).toHaveLength(1);
  });

  it('is dropped when it was not used for longest', () => {
    const libraryOf = keepLibraries();
    const [first, second] = [libraryOf([item('first')]), libraryOf([item('second')])];
    for (let index = 0; index < maxKeptLibraries - 1; index += 1) {
      libraryOf([item(`other ${index}`)]);
      libraryOf([item('first')]);
    }
    expect(libraryOf([item('first')])).toBe(first);
    expect(libraryOf([item('second')])).not.toBe(second);
  });

  it('keeps headings, lists, tables and fenced code together', () => {
    const content =
      '# One\n\nFirst line.\nSecond line.\n\n- a\n- b\n\n## Two\n\n```ts\nconst a = 1;\n\nconst b = 2;\n```\n\n| x |\n|---|';
    const { passages } = keepLibraries()([item(content)]);
    expect(passages.map(({ heading, text }) => [heading, text])).toEqual([
      ['One', 'First line.\nSecond line.'],
      ['One', '- a\n- b'],
      ['Two', '```ts\nconst a = 1;\n\nconst b = 2;\n```'],
      ['Two', '| x |\n|---|'],
    ]);
  });
});
