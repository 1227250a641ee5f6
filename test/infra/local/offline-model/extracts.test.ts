import { extractOf } from '../../../../infra/local/offline-model/extracts.ts';
import { passagesOf } from '../../../../infra/local/offline-model/passages.ts';
import { asQuestion } from '../../../../infra/local/offline-model/questions.ts';

const passageOf = (content: string) => {
  const [passage] = passagesOf({ kind: 'block', id: 'blk_1', title: 'Safety', content, version: '1' });
  if (passage === undefined) throw new Error('no passage');
  return passage;
};

describe('what a reviewer reads first', () => {
  it('an extract is not cut between the end of a sentence and the end of its emphasis', () => {
    const passage = passageOf(
      `**Bound to what was seen.** A decision carries a digest. ${'Other words stand here. '.repeat(20)}`,
    );
    const extract = extractOf(passage, ['digest', 'carry'], 3);
    expect(extract).toContain('A decision carries a digest.');
    expect((extract.match(/\*\*/g) ?? []).length % 2).toBe(0);
  });

  it.each([
    ['How is a decision kept safe?', 'How is a decision kept safe?'],
    ['Find out what Acme charges', 'What Acme charges'],
  ])('the question “%s” keeps its words', (intent, phrase) => {
    expect(asQuestion(intent).phrase.replace(/\?$/, '')).toBe(phrase.replace(/\?$/, ''));
  });
});
