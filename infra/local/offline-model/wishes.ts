/** Reads from a reviewer's words what extracts can follow: length, topics, sources to leave out. */
import type { Item, Passage } from './passages.ts';
import { distinctTermsOf, normalized } from './terms.ts';

export interface Wishes {
  readonly isShorter: boolean;
  readonly isLonger: boolean;
  /** Phrases to put first, newest first. */
  readonly topics: readonly string[];
  readonly excludedItems: readonly Item[];
  /** Phrases that name no source: passages with them are left out. */
  readonly excludedPhrases: readonly string[];
}

export const maxTopics = 8;

const shorter =
  /\b(short|shorter|shorten|briefer|brief|concise|trim|tighten|condense|too long|less text|less detail|fewer)\b/i;
const longer = /\b(longer|more detail(s|ed)?|expand|elaborate|too short|more (evidence|sources|extracts|quotes))\b/i;
const excluding =
  /\b(?:without|exclud(?:e|ing)|not from|leave out|omit|ignore|drop|remove|don['’]t (?:use|quote|cite|mention)|do not (?:use|quote|cite|mention)|nothing (?:from|about))\s+/gi;
const asking =
  /\b(?:about|focus(?:ing|ed)? on|mention(?:ing)?|cover(?:ing)?|includ(?:e|ing)|emphasi[sz]e|concentrate on|talk about|add(?: something)?(?: on| about)?|say more (?:on|about)|more (?:on|about))\s+/gi;
/** Where a phrase ends. */
const phraseEnd =
  /[,.;:!?\n()]|\s(?:and|but|or|instead|please|rather|then|too|as well|with|without|exclude|because|so|in|from the|make|keep|drop|remove|leave|focus)\b/i;
const quotedPhrase = /^["“«]([^"”»\n]{1,200})["”»]/;
const leadingArticle =
  /^(?:the|a|an|its|their|our|any|anything|everything|block|document|source|page|only|just|more|from|about|on)\s+/i;

export function readWishes(words: readonly string[], items: readonly Item[]): Wishes {
  const newestFirst = words.toReversed();
  const text = newestFirst.join('\n');
  const exclusions = phrasesAfter(text, excluding);
  const named = exclusions.map((phrase) => ({ phrase, items: itemsNamed(phrase, items) }));
  const withoutExclusions = text.replaceAll(new RegExp(`${excluding.source}[^,.;\n]*`, 'gi'), '.');
  return {
    isShorter: shorter.test(text) && !/\btoo short\b/i.test(text),
    isLonger: longer.test(text),
    topics: phrasesAfter(withoutExclusions, asking).slice(0, maxTopics),
    excludedItems: [...new Set(named.flatMap((one) => one.items))],
    excludedPhrases: named.filter((one) => one.items.length === 0).map((one) => one.phrase),
  };
}

export function isExcluded(passage: Passage, wishes: Wishes): boolean {
  return (
    wishes.excludedItems.includes(passage.item) ||
    wishes.excludedPhrases.some((phrase) => ` ${passage.sameness} `.includes(` ${normalized(phrase)} `))
  );
}

function phrasesAfter(text: string, opening: RegExp): string[] {
  const phrases: string[] = [];
  for (const match of text.matchAll(opening)) {
    const phrase = phraseAt(text.slice(match.index + match[0].length));
    if (distinctTermsOf(phrase).length > 0) phrases.push(phrase);
  }
  return [...new Set(phrases)];
}

function phraseAt(rest: string): string {
  let start = rest.slice(0, 200);
  while (leadingArticle.test(start)) start = start.replace(leadingArticle, '');
  const inQuotes = quotedPhrase.exec(start)?.[1];
  if (inQuotes !== undefined) return inQuotes.trim();
  const end = phraseEnd.exec(start)?.index ?? start.length;
  return start.slice(0, end).trim();
}

/** By id, or by title: whole, or as a part of at least one telling word. */
function itemsNamed(phrase: string, items: readonly Item[]): Item[] {
  const wanted = normalized(phrase);
  return items.filter((item) => {
    const title = normalized(item.title);
    return (
      phrase.includes(item.id) ||
      title === wanted ||
      (wanted.length > 3 && ` ${title} `.includes(` ${wanted} `)) ||
      (title.length > 3 && ` ${wanted} `.includes(` ${title} `))
    );
  });
}

/** In words, for a plan or a reason. Empty when nothing was asked that can be followed. */
export function wishesInWords(wishes: Wishes): string {
  const parts = [
    ...(wishes.isShorter ? ['shorter'] : []),
    ...(wishes.isLonger ? ['with more extracts'] : []),
    ...(wishes.topics.length > 0 ? [`focused on ${wishes.topics.map((topic) => `“${topic}”`).join(', ')}`] : []),
    ...wishes.excludedItems.map((item) => `without anything from “${item.title}” (${item.id})`),
    ...wishes.excludedPhrases.map((phrase) => `without passages that say “${phrase}”`),
  ];
  return parts.join('; ');
}
