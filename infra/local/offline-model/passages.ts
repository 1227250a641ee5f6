import { ownMark } from './extracts.ts';
import { keptByText } from './kept-by-text.ts';
import { normalized } from './terms.ts';

/** A block or a document of the bundle. */
export interface Item {
  readonly kind: 'block' | 'document';
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly version: string | undefined;
}

/** A paragraph, list, table or code fence: the unit that is ranked and quoted. */
export interface Passage {
  readonly item: Item;
  /** The nearest heading above; empty before the first. */
  readonly heading: string;
  /** A verbatim part of the item's content. */
  readonly text: string;
  /** Equal for passages that say the same. */
  readonly sameness: string;
  /** Stands in an earlier extract by this model; quoting it again adds nothing. */
  readonly isOwnExtract: boolean;
}

const keptSameness = keptByText(normalized);
const longestPassageCharacters = 1_200;
const headingLine = /^#{1,6}\s+(.*?)\s*#*$/;
const fenceLine = /^\s{0,3}(```|~~~)/;

export function passagesOf(item: Item): Passage[] {
  const isOwnExtract = item.content.includes(ownMark);
  const passages: Passage[] = [];
  let heading = '';
  let lines: string[] = [];
  let isFenced = false;
  const finish = () => {
    const text = lines.join('\n').trim();
    lines = [];
    if (/[\p{L}\p{N}]/u.test(text)) {
      passages.push({ item, heading, text, sameness: keptSameness(text), isOwnExtract });
    }
  };
  for (const line of item.content.split('\n')) {
    if (fenceLine.test(line)) isFenced = !isFenced;
    const nextHeading = isFenced ? undefined : headingLine.exec(line)?.[1];
    if (nextHeading !== undefined) {
      finish();
      heading = nextHeading;
    } else if (line.trim() === '' && !isFenced) {
      finish();
    } else {
      if (lengthOf(lines) + line.length > longestPassageCharacters) finish();
      lines.push(line);
    }
  }
  finish();
  return passages;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
