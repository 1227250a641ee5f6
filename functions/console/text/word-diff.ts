import { diffWordsWithSpace } from 'diff';

export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}
/** `whole` = too many words differ: everything old out, everything new in. */
export interface WordDiff {
  readonly exactness: 'words' | 'whole';
  readonly parts: readonly DiffPart[];
}

/** Words that go or come; with more of them the texts are not compared word by word: a page must not hang on a hostile one. */
const maxEditLength = 1_000;
/** The effort grows with the square of the edits, so the works of a page together may cost four times what one of them may. */
const maxEditLengthOfPage = 2 * maxEditLength;
/** Beyond this both texts together are not compared word by word at all. */
const maxCharacters = 200_000;

/** What turns `before` into `after`, word by word. @param among of how many works the same page shows the differences */
export function wordDiff(before: string, after: string, among = 1): WordDiff {
  const allowed = Math.min(maxEditLength, Math.floor(maxEditLengthOfPage / Math.sqrt(among)));
  const changes =
    before.length + after.length > maxCharacters
      ? undefined
      : diffWordsWithSpace(before, after, { maxEditLength: allowed });
  if (changes === undefined) {
    const whole: readonly DiffPart[] = [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
    return { exactness: 'whole', parts: whole };
  }
  return {
    exactness: 'words',
    parts: changes.map(({ value, added, removed }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    })),
  };
}

/** Left standing at each end of a long passage that has not changed. */
const keptCharacters = 160;
const longPassage = 600;

/** Long unchanged passages with their middle left out; `omitted` counts its characters. */
export function shortenedPassage(text: string): {
  readonly start: string;
  readonly omitted: string;
  readonly end: string;
} {
  if (text.length <= longPassage) return { start: text, omitted: '', end: '' };
  // Cut between words, where there are any nearby.
  const firstGap = text.slice(0, keptCharacters).search(/\s\S*$/);
  const lastGap = text.slice(-keptCharacters).search(/\s/);
  const from = firstGap === -1 ? keptCharacters : firstGap;
  const to = text.length - keptCharacters + Math.max(0, lastGap);
  return {
    start: text.slice(0, from).toWellFormed(),
    omitted: text.slice(from, to).toWellFormed(),
    end: text.slice(to).toWellFormed(),
  };
}
