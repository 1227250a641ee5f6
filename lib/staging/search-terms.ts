/** Words so common that they say nothing of what a text is about. */
const commonWords: ReadonlySet<string> = new Set(
  (
    'a about after all also an and any are as at be been but by can could did do does for from had has have how i if in into is it its ' +
    'just may more most must no not of on only or our out over should so some such than that the their them then there these they this ' +
    'to up us was we were what when where which who why will with would you your'
  ).split(' '),
);
const shortestTerm = 2;
const shortestPlural = 4;

/** A text as terms to search by: lower case, without common words and the s of plurals. */
export function termsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length >= shortestTerm && !commonWords.has(word)).map(singular);
}

const singular = (word: string): string =>
  word.length >= shortestPlural && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
