/** The passages of a bundle, indexed once and kept by what they say. */
import { createHash } from 'node:crypto';
import MiniSearch from 'minisearch';
import { keptByText } from './kept-by-text.ts';
import { type Item, type Passage, passagesOf } from './passages.ts';
import { termsOf } from './terms.ts';

export interface Match {
  readonly passage: Passage;
  readonly score: number;
  /** Terms of the query that the passage holds. */
  readonly terms: readonly string[];
}

export interface RankingQuery {
  readonly terms: readonly string[];
  /** Terms that count this much more. */
  readonly preferred?: ReadonlySet<string>;
  readonly accepts?: (passage: Passage) => boolean;
}

export interface Library {
  readonly items: readonly Item[];
  readonly passages: readonly Passage[];
  /** Terms per item, in the order of `items`. */
  readonly vocabulary: readonly ReadonlySet<string>[];
  /** Best first (BM25 over title, heading and text), ties in the bundle's order; passages that say the same once. */
  rank(query: RankingQuery): readonly Match[];
}

/** Shared by all libraries, and only read. */
const keptTerms = keptByText(termsOf);
const keptVocabulary = keptByText((text) => new Set(termsOf(text)));

const preferredFactor = 3;
const ownExtractFactor = 0.1;
const shortestPrefixTerm = 5;
export const maxKeptLibraries = 16;

/** @returns a function that answers from what it indexed before; the least recently used library is dropped first. */
export function keepLibraries(): (items: readonly Item[]) => Library {
  const kept = new Map<string, Library>();
  return (items) => {
    const key = keyOf(items);
    const library = kept.get(key) ?? indexed(items);
    kept.delete(key);
    kept.set(key, library);
    const oldest = kept.size > maxKeptLibraries ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return library;
  };
}

/** Over the content and not over the bundle's stated digest, which the model has no reason to believe. */
function keyOf(items: readonly Item[]): string {
  const hash = createHash('sha256');
  for (const item of items)
    hash.update(`${item.kind} ${item.id} ${item.version ?? ''}\n${item.title}\n${item.content}\0`);
  return hash.digest('base64');
}

function indexed(items: readonly Item[]): Library {
  const passages = items.flatMap(passagesOf);
  const index = new MiniSearch<{ id: number; title: string; heading: string; text: string }>({
    fields: ['title', 'heading', 'text'],
    tokenize: keptTerms,
    processTerm: (term) => term,
    autoVacuum: false,
  });
  index.addAll(passages.map(({ item, heading, text }, id) => ({ id, title: item.title, heading, text })));
  const vocabulary = items.map((item) => keptVocabulary(`${item.title}\n${item.content}`));
  return { items, passages, vocabulary, rank: (query) => rank(index, passages, query) };
}

function rank(index: MiniSearch, passages: readonly Passage[], query: RankingQuery): readonly Match[] {
  if (query.terms.length === 0) return [];
  const found = index.search(query.terms.join(' '), {
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    boost: { title: 1.5, heading: 1.5 },
    prefix: (term) => term.length >= shortestPrefixTerm,
    boostTerm: (term) => (query.preferred?.has(term) ? preferredFactor : 1),
  });
  const matches: (Match & { readonly place: number })[] = [];
  for (const result of found) {
    const place: number = result.id;
    const passage = passages[place];
    if (passage === undefined || query.accepts?.(passage) === false) continue;
    const score = passage.isOwnExtract ? result.score * ownExtractFactor : result.score;
    matches.push({ passage, score, terms: result.queryTerms, place });
  }
  matches.sort((one, other) => other.score - one.score || one.place - other.place);
  const said = new Set<string>();
  return matches.filter(({ passage }) => !said.has(passage.sameness) && said.add(passage.sameness));
}

/** Other items that say the same, word for word. */
export function echoesOf(passage: Passage, library: Library): Item[] {
  const others = library.passages.filter(
    (other) => other.item !== passage.item && other.sameness === passage.sameness && !other.isOwnExtract,
  );
  return [...new Set(others.map((other) => other.item))];
}

/**
 * How sure an extract can be: how much of what was asked the quotes hold, and how far they stand out from the rest.
 * Between 0.1 (no match) and 0.8: a ranking is never certain.
 */
export function confidenceOf(asked: readonly string[], cited: readonly Match[], ranked: readonly Match[]): number {
  if (cited.length === 0 || asked.length === 0) return 0.1;
  const held = new Set(cited.flatMap((match) => match.terms));
  const coverage = asked.filter((term) => held.has(term)).length / asked.length;
  const rest = ranked.filter((match) => !cited.includes(match));
  const standout = rest.length === 0 ? 1 : 1 - Math.min(1, mean(rest) / mean(cited));
  return Math.round((0.2 + 0.6 * coverage * (0.7 + 0.3 * standout)) * 100) / 100;
}

function mean(matches: readonly Match[]): number {
  return matches.reduce((sum, match) => sum + match.score, 0) / matches.length;
}
