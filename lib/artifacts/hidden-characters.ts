/** What a reader cannot see and an agent could hide words in (C6). Wider than what the risk counts: a badge costs nothing. */

/** What `hiddenRuns` cuts a text into. */
export type TextRun =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'hidden'; readonly character: string; readonly name: string };

/** Format and control characters, what is not assigned or private, separators of lines, and letters that are drawn as nothing. */
const hidden =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|[^\P{Cc}\n\t\r]/gu;
/** The joiner and the colour selector inside an emoji are what they seem. */
const emojiBefore = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}0-9#*]|\ufe0f)$/u;
const emojiParts: ReadonlySet<string> = new Set(['\u200d', '\ufe0f']);

const names: Readonly<Record<string, string>> = {
  '\u00ad': 'soft hyphen',
  '\u061c': 'Arabic letter mark',
  '\u180e': 'Mongolian vowel separator',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'end of direction',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first-strong isolate',
  '\u2069': 'end of isolate',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u001b': 'escape',
  '\ufeff': 'byte order mark',
};

export const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** In words; the tag block spells ASCII that nobody sees, so its letter is said. */
function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point > 0xe0020 && point < 0xe007f) return `invisible tag letter ${String.fromCharCode(point - 0xe0000)}`;
  return names[character] ?? 'invisible character';
}

/** The text in order, cut at each character that cannot be seen. */
export function hiddenRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let start = 0;
  for (const match of text.matchAll(hidden)) {
    const [character] = match;
    const before = text.slice(Math.max(start, match.index - 2), match.index);
    if (emojiParts.has(character) && emojiBefore.test(before)) continue;
    if (match.index > start) runs.push({ kind: 'plain', text: text.slice(start, match.index) });
    runs.push({ kind: 'hidden', character, name: nameOf(character) });
    start = match.index + character.length;
  }
  if (start < text.length) runs.push({ kind: 'plain', text: text.slice(start) });
  return runs;
}

export const countHidden = (text: string): number => hiddenRuns(text).filter((run) => run.kind === 'hidden').length;

/** For attributes and titles of pages, where no badge can stand: the code points in brackets. */
export const spelledOut = (text: string): string =>
  hiddenRuns(text)
    .map((run) => (run.kind === 'plain' ? run.text : `[${codePointOf(run.character)}]`))
    .join('');
