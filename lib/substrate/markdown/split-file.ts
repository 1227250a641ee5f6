/** Splits a Markdown file at its headings. Pure: the same text gives the same sections and the same keys, for ever. */
import { sha256Hex } from '../../digest/index.ts';
import { maxContentBytes } from '../schema.ts';
import { cutText } from './cut-text.ts';
import { readFrontMatter } from './front-matter.ts';
import { type Heading, outlineOf } from './outline.ts';

const pathSeparator = ' › ';
const maxTitleCharacters = 500;
const untitled = 'Untitled';

export interface Section {
  /** Equal for the same heading path, ordinal and part of a file: the section's identity from import to import. */
  readonly key: string;
  /** The heading path, `Guide › Install`; of text before the first heading, the file's title. */
  readonly heading: string;
  /** The heading path, with the number of the part where a section was too large for one block. */
  readonly title: string;
  readonly content: string;
}

export interface SplitFile {
  readonly title: string;
  readonly type: string | undefined;
  /** The whole text as it is kept: without byte order mark, lines ended by \n. */
  readonly text: string;
  readonly sections: readonly Section[];
  /** What was not as it should be, in words. */
  readonly remarks: readonly string[];
}

export function splitFile(path: string, given: string): SplitFile {
  const text = given.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const lines = text.split('\n');
  const front = readFrontMatter(lines);
  const body = lines.slice(front.lines);
  const { headings, starts } = outlineOf(body);
  const title = front.title ?? firstTitle(headings, body) ?? fileTitle(path);
  const cut = (from: number, to: number) => ({ from, to, lines: body.slice(from, to), starts });
  const preamble = cut(0, headings[0]?.from ?? body.length);
  if (front.isMalformed) preamble.lines = lines.slice(0, front.lines + preamble.to);
  const sections = [
    ...partsOf([], preamble, front.title ?? fileTitle(path), 1),
    ...headedSections(headings, (from, to) => cut(from, to ?? body.length)),
  ];
  const remarks = front.isMalformed ? ['The front matter is not valid YAML and was taken as text.'] : [];
  return { title, type: front.type, text, sections, remarks };
}

interface Cut {
  readonly from: number;
  readonly to: number;
  lines: readonly string[];
  readonly starts: readonly number[];
}

function headedSections(headings: readonly Heading[], cut: (from: number, to: number | undefined) => Cut): Section[] {
  const path: { readonly level: number; readonly text: string }[] = [];
  const seen = new Map<string, number>();
  return headings.flatMap((heading, index) => {
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
    path.push({ level: heading.level, text: heading.text || untitled });
    const names = path.map(({ text }) => text);
    const headingPath = names.join(pathSeparator);
    const ordinal = (seen.get(headingPath) ?? 0) + 1;
    seen.set(headingPath, ordinal);
    const next = headings[index + 1];
    const section = cut(heading.to, next?.from);
    // A heading that only holds others together is in the path of those; by itself it says nothing.
    const isContainer = next !== undefined && next.level > heading.level && isBlank(section.lines);
    return isContainer ? [] : partsOf(names, section, headingPath, ordinal, true);
  });
}

function partsOf(
  names: readonly string[],
  { from, lines, starts }: Cut,
  heading: string,
  ordinal: number,
  keepEmpty = false,
): Section[] {
  if (isBlank(lines) && !keepEmpty) return [];
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const trimmed = first < 0 ? [] : lines.slice(first, last + 1);
  const offset = from + Math.max(first, 0);
  const pieces = cutText(trimmed, () => starts.map((start) => start - offset), maxContentBytes);
  return pieces.map((content, index) => ({
    key: keyOf(names, ordinal, index + 1),
    heading: shortened(heading, ''),
    title: shortened(heading, pieces.length > 1 ? ` (part ${index + 1})` : ''),
    content,
  }));
}

/** Rules alone say nothing either. */
const isBlank = (lines: readonly string[]): boolean => lines.every((line) => /^[\s\-*_]*$/.test(line));
const keyOf = (names: readonly string[], ordinal: number, part: number): string =>
  sha256Hex(JSON.stringify([names, ordinal, part])).slice(0, 32);

/** The one heading of level 1 that everything stands under, if the file begins with it. */
function firstTitle(headings: readonly Heading[], body: readonly string[]): string | undefined {
  const [first] = headings;
  const isFirst = first?.level === 1 && isBlank(body.slice(0, first.from));
  return isFirst && first.text !== '' ? shortened(first.text, '') : undefined;
}

function fileTitle(path: string): string {
  const name = path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
  return shortened(name.replace(/\.(?:md|markdown|mdx|txt)$/i, '').trim() || untitled, '');
}

/** Within the length of a title, never through a character. */
function shortened(text: string, suffix: string): string {
  const room = maxTitleCharacters - suffix.length;
  const clean = text.trim() || untitled;
  return `${
    clean.length <= room
      ? clean
      : `${clean
          .slice(0, room - 1)
          .toWellFormed()
          .replace(/\uFFFD$/, '')}…`
  }${suffix}`;
}
