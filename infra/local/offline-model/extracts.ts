/** Quotes: always a verbatim part of a passage, cut at sentences where it must be short. */
import type { Passage } from './passages.ts';
import { termsOf } from './terms.ts';

/** How the model names its own work, in what it proposes; also how it recognizes it later. */
export const ownMark = 'Extracted word for word by the offline model';
export const ownNote = `*${ownMark}, which ranks passages and infers nothing.*`;

/** 0 = as much as the task's depth allows … 3 = one sentence and nothing around it. */
export type Brevity = 0 | 1 | 2 | 3;
const longestExtractCharacters: Readonly<Record<Brevity, number>> = { 0: 600, 1: 280, 2: 160, 3: 100 };

const sentence = /[^.!?\n]+[.!?]*["”’)\]*_]*\s*/g;

/** The part of a passage that says most about the terms, at most as long as the brevity allows. */
export function extractOf(passage: Passage, terms: readonly string[], brevity: Brevity): string {
  const limit = longestExtractCharacters[brevity];
  const { text } = passage;
  if (text.length <= limit) return text;
  const sentences = [...text.matchAll(sentence)].map((match) => ({ start: match.index, text: match[0] }));
  const wanted = new Set(terms);
  let best = sentences[0];
  let bestCount = -1;
  for (const candidate of sentences) {
    const count = new Set(termsOf(candidate.text).filter((term) => wanted.has(term))).size;
    if (count > bestCount) [best, bestCount] = [candidate, count];
  }
  const start = best?.start ?? 0;
  let end = start + (best?.text.length ?? 0);
  for (const next of sentences) {
    if (next.start === end && next.start + next.text.length - start <= limit) end = next.start + next.text.length;
  }
  return atWord(text.slice(start, end).trim(), limit);
}

function atWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  const lastSpace = cut.lastIndexOf(' ');
  return (lastSpace > limit / 2 ? cut.slice(0, lastSpace) : cut).replace(/[\ud800-\udbff]$/, '').trimEnd();
}

export function quoted(extract: string): string {
  return extract
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** A title inside running text: one line, without what Markdown would read as markup. */
export function named(title: string): string {
  return `“${title.replaceAll(/[\s`*_[\]<>|\\]+/g, ' ').trim()}”`;
}

export function shortened(text: string, limit: number): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return oneLine.length <= limit ? oneLine : `${atWord(oneLine, limit - 1)}…`;
}
