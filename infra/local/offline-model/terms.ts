/** Words as they are compared: lower case, without accents, plural endings and words that carry no topic. */
const emptyWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in into is it its let may more most must my no not of on ' +
    'one or our out over own shall should so some such than that the their them then there these they this those to too under up us use using was we ' +
    'were what when where which while who why will with would you your all any also about please between across within each per via vs ' +
    // what tasks say about themselves
    'research find summarize summarise summary write draft compose create make prepare produce analyze analyse analysis update revise synthesize ' +
    'synthesise synthesis report document block describe explain list give tell say show overview compare information current existing based ' +
    'know known knowledge task project mention include cover focus'
  ).split(' '),
);

const word = /[\p{L}\p{N}]+/gu;
const marks = /\p{M}+/gu;
const plain = /^[\u0020-\u007e\s]*$/;
/** Scripts without spaces are compared by pairs of characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** In order of appearance, with repetitions. */
export function termsOf(text: string): string[] {
  const folded = plain.test(text) ? text.toLowerCase() : text.normalize('NFKD').replaceAll(marks, '').toLowerCase();
  const terms: string[] = [];
  for (const [found] of folded.matchAll(word)) {
    if (unspaced.test(found)) terms.push(...pairsOf(found));
    else if (found.length > 1 && !emptyWords.has(found)) terms.push(singular(found));
  }
  return terms;
}

export function distinctTermsOf(text: string): string[] {
  return [...new Set(termsOf(text))];
}

function singular(term: string): string {
  if (term.length > 4 && term.endsWith('ies')) return `${term.slice(0, -3)}y`;
  if (term.length > 3 && term.endsWith('s') && !term.endsWith('ss') && !term.endsWith('us')) return term.slice(0, -1);
  return term;
}

function pairsOf(text: string): string[] {
  const characters = [...text];
  return characters.length < 2
    ? characters
    : characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** For "is this the same text?": case, spacing and punctuation aside. */
export function normalized(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export function sharedCount(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const term of one) if (other.has(term)) count += 1;
  return count;
}
