/** What lies before the model while it works on one turn. */
import type { Json } from '../../../lib/platform/index.ts';
import type { Brief } from './brief.ts';
import { type Brevity, extractOf } from './extracts.ts';
import { echoesOf, type Library, type Match } from './library.ts';
import type { Item, Passage } from './passages.ts';
import { distinctTermsOf } from './terms.ts';
import { isExcluded, type Wishes } from './wishes.ts';

export interface Desk {
  readonly brief: Brief;
  readonly library: Library;
  readonly wishes: Wishes;
  readonly brevity: Brevity;
  /** Passages that a former version quoted and the reviewer did not like. */
  readonly avoids: (passage: Passage) => boolean;
}

/** A tool call to make. */
export interface Draft {
  readonly tool: string;
  readonly title: string;
  readonly content: string;
  readonly confidence: number;
  readonly reasoning: string;
  readonly sources: readonly Source[];
  /** What this tool wants besides. */
  readonly extra?: Readonly<Record<string, Json>>;
}

export interface Source {
  readonly blockId?: string;
  readonly documentId?: string;
  readonly quote: string;
  readonly title: string;
}

/** A verbatim part of the bundle with the places it stands in. */
export interface Extract {
  readonly match: Match;
  readonly text: string;
  readonly echoes: readonly Item[];
}

const extractsPerDepth = { quick_scan: 2, medium: 3, deep_dive: 5 } as const;

export function extractLimit({ brief, brevity, wishes }: Desk): number {
  const usual = extractsPerDepth[brief.config.depth] + (wishes.isLonger ? 2 : 0);
  return brevity === 0 ? usual : brevity === 1 ? Math.max(1, usual - 1) : 1;
}

/** Ranks what the reviewer did not exclude; the topics they named count most. */
export function rankOn(desk: Desk, terms: readonly string[], preferred: readonly string[] = []): readonly Match[] {
  const topicTerms = desk.wishes.topics.flatMap(distinctTermsOf);
  return desk.library.rank({
    terms: [...new Set([...terms, ...topicTerms])],
    preferred: new Set([...preferred, ...topicTerms]),
    accepts: (passage) => !isExcluded(passage, desk.wishes) && !desk.avoids(passage),
  });
}

export function extractFrom(desk: Desk, match: Match, terms: readonly string[]): Extract {
  return {
    match,
    text: extractOf(match.passage, terms, desk.brevity),
    echoes: echoesOf(match.passage, desk.library).filter((item) => !desk.wishes.excludedItems.includes(item)),
  };
}

export function sourcesOf(extracts: readonly Extract[]): Source[] {
  return extracts.flatMap(({ match, text, echoes }) =>
    [match.passage.item, ...echoes].map((item) => ({
      ...(item.kind === 'block' ? { blockId: item.id } : { documentId: item.id }),
      quote: text,
      title: item.title,
    })),
  );
}

/** What a tool receives. */
export function inputOf(draft: Draft, revises?: string): { readonly [name: string]: Json } {
  const { title, content, confidence, reasoning } = draft;
  const sources = draft.sources.map((source): Json => ({ ...source }));
  return {
    title,
    content,
    confidence,
    reasoning,
    ...(draft.tool !== 'deliver_file' && { sources }),
    ...draft.extra,
    ...(revises !== undefined && { revises }),
  };
}
