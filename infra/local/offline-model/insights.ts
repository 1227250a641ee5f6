/** Analysis: what can be counted in the bundle. */
import type { Desk, Draft } from './desk.ts';
import { named, shortened } from './extracts.ts';
import { places } from './findings.ts';
import type { Item } from './passages.ts';
import { topicOf } from './questions.ts';
import { distinctTermsOf, sharedCount } from './terms.ts';

const longestTitleCharacters = 120;
const maxRows = 10;
/** Two items overlap when they share at least this part of their words. */
const leastOverlap = 0.15;
const openPoint = /\b(TBD|TODO|FIXME|to be (?:defined|decided|confirmed)|open question|unknown)\b/i;

export type InsightKind = 'coverage' | 'overlaps' | 'gaps';

export function insightsOf(desk: Desk): readonly Draft[] {
  return [coverageOf(desk), overlapsOf(desk), gapsOf(desk)];
}

/** Which of the three an insight was, by its title; coverage where a person has renamed it. */
export function insightLike(desk: Desk, title: string): Draft {
  if (/^overlaps?\b/i.test(title)) return overlapsOf(desk);
  return /^gaps?\b/i.test(title) ? gapsOf(desk) : coverageOf(desk);
}

/** Without what the reviewer excluded; index-aligned with the vocabulary. */
function kept(desk: Desk): { item: Item; words: ReadonlySet<string> }[] {
  return desk.library.items.flatMap((item, index) => {
    const words = desk.library.vocabulary[index];
    return words === undefined || desk.wishes.excludedItems.includes(item) ? [] : [{ item, words }];
  });
}

function askedTerms(desk: Desk): string[] {
  return [...new Set([...desk.wishes.topics.flatMap(distinctTermsOf), ...distinctTermsOf(desk.brief.intent)])];
}

function coverageOf(desk: Desk): Draft {
  const items = kept(desk);
  const terms = askedTerms(desk);
  const rows = terms
    .map((term) => ({ term, count: items.filter(({ words }) => words.has(term)).length }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, rowLimit(desk));
  const words = items.reduce((sum, { item }) => sum + item.content.split(/\s+/).filter(Boolean).length, 0);
  const covered = terms.filter((term) => items.some((one) => one.words.has(term)));
  const share = terms.length === 0 ? 0 : covered.length / terms.length;
  return insight(desk, 'Coverage', share * 0.9, [
    `The bundle holds ${places(items.length, 'item')}, ${places(desk.library.passages.length, 'passage')} and about ` +
      `${places(words, 'word')}; ${covered.length} of the ${places(terms.length, 'term')} of the task occur in it.`,
    `| term of the task | items that hold it |\n|---|---|\n${rows.map(({ term, count }) => `| ${term} | ${count} |`).join('\n')}`,
  ]);
}

function overlapsOf(desk: Desk): Draft {
  const items = kept(desk);
  const pairs = items.flatMap((one, index) =>
    items.slice(index + 1).map((other) => ({ one, other, share: overlapOf(one.words, other.words) })),
  );
  const found = pairs.filter(({ share }) => share >= leastOverlap).toSorted((one, other) => other.share - one.share);
  const rows = found
    .slice(0, rowLimit(desk))
    .map(
      ({ one, other, share }) =>
        `- ${label(one.item)} and ${label(other.item)}: ${Math.round(share * 100)} % of their words`,
    );
  return insight(desk, 'Overlaps', 0.8, [
    `${places(found.length, 'pair')} of ${places(pairs.length, 'pair')} share at least ${leastOverlap * 100} % of their words.`,
    rows.length > 0 ? rows.join('\n') : 'Each item speaks for itself; none repeats another.',
  ]);
}

function gapsOf(desk: Desk): Draft {
  const items = kept(desk);
  const missing = askedTerms(desk).filter((term) => !items.some(({ words }) => words.has(term)));
  const open = items.filter(({ item }) => openPoint.test(item.content)).map(({ item }) => item);
  const empty = items.filter(({ item }) => item.content.trim() === '').map(({ item }) => item);
  return insight(desk, 'Gaps', 0.7, [
    missing.length > 0 ? `No item mentions: ${missing.join(', ')}.` : 'Every term of the task is mentioned somewhere.',
    `Items that say of themselves that something is open: ${labels(open, desk)}.`,
    `Items without content: ${labels(empty, desk)}. Not loaded into the bundle: ${desk.brief.omittedCount}.`,
  ]);
}

function insight(desk: Desk, title: string, confidence: number, parts: readonly string[]): Draft {
  const { phrase } = topicOf(desk.brief.intent);
  const note = '*Counted by the offline model; it compares words and does not judge meaning.*';
  return {
    tool: 'record_insight',
    title: shortened(`${title}: ${phrase}`, longestTitleCharacters),
    content: (desk.brevity < 2 ? [...parts, note] : parts.slice(0, desk.brevity === 3 ? 1 : 2)).join('\n\n'),
    confidence: Math.max(0.1, Math.round(confidence * 100) / 100),
    reasoning: `Counted over ${places(desk.library.items.length, 'item')} of the bundle, by the words they hold.`,
    sources: [],
  };
}

function rowLimit(desk: Desk): number {
  return desk.brevity === 0 ? maxRows : 3;
}

function overlapOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = sharedCount(one, other);
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : shared / all;
}

function label(item: Item): string {
  return `${named(item.title)} (\`${item.id}\`)`;
}

function labels(items: readonly Item[], desk: Desk): string {
  return items.length === 0 ? 'none' : items.slice(0, rowLimit(desk)).map(label).join(', ');
}
