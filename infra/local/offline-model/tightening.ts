/** Shortens a text without changing what it says: repeated paragraphs, doubled words, filler words. Code is left alone. */
import { normalized } from './terms.ts';

const fillers: readonly (readonly [RegExp, string])[] = [
  [/\bin order to\b/g, 'to'],
  [/\bdue to the fact that\b/g, 'because'],
  [/\bat this point in time\b/g, 'now'],
  [/\bin the event that\b/g, 'if'],
  [/\ba large number of\b/g, 'many'],
  [/\b(?:very|really|basically|actually|quite) (?=\p{L})/gu, ''],
  [/\b(\p{L}{2,}) \1\b/gu, '$1'],
];

export function tightened(content: string): string {
  const seen = new Set<string>();
  const parts = content.split(/(^\s{0,3}```[\s\S]*?^\s{0,3}```.*$)/m);
  const kept = parts.flatMap((part, index) => {
    const isCode = index % 2 === 1;
    return isCode ? [part] : part.split(/\n{2,}/).flatMap((paragraph) => tightenedParagraph(paragraph, seen));
  });
  return kept.join('\n\n').trim();
}

function tightenedParagraph(paragraph: string, seen: Set<string>): string[] {
  const key = normalized(paragraph);
  const isHeading = /^#{1,6}\s/.test(paragraph);
  if (key === '' ? paragraph.trim() === '' : !isHeading && seen.has(key)) return [];
  seen.add(key);
  const text = fillers.reduce((draft, [pattern, replacement]) => draft.replaceAll(pattern, replacement), paragraph);
  return [text.replace(/^\n+/, '')];
}
