import MarkdownIt from 'markdown-it';

/** CommonMark with tables; raw HTML is told apart from paragraphs, since a line with # inside of it is no heading. */
const parser = new MarkdownIt({ html: true });
/** What stands deeper in quotes and lists has no heading for us; looking further takes seconds for a file of nothing but quotes. */
const maxNesting = 20;
parser.set({ maxNesting });
/** Only the text of headings is looked into; for everything else the lines are enough. */
parser.core.ruler.disable(['inline', 'linkify', 'replacements', 'smartquotes', 'text_join']);

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** First line of the heading, and the first line after it. */
  readonly from: number;
  readonly to: number;
}

export interface Outline {
  readonly headings: readonly Heading[];
  /** Lines where a paragraph, list, table, fence or the like begins: text can be cut there. */
  readonly starts: readonly number[];
}

/** Headings at the top level, ATX and setext; those within quotes and lists belong to what they stand in. */
export function outlineOf(lines: readonly string[]): Outline {
  const tokens = parser.parse(lines.join('\n'), {});
  const headings: Heading[] = [];
  const starts: number[] = [];
  tokens.forEach((token, index) => {
    if (token.level !== 0 || !token.map || token.nesting === -1) return;
    const [from, to] = token.map;
    starts.push(from);
    if (token.type === 'heading_open')
      headings.push({ level: Number(token.tag.slice(1)), text: textOf(tokens[index + 1]?.content ?? ''), from, to });
  });
  return { headings, starts };
}

const inlineParser = new MarkdownIt({ html: true });

/** What a reader sees of a heading: without markup, on one line. */
function textOf(markdown: string): string {
  const [inline] = inlineParser.parseInline(markdown, {});
  const parts = (inline?.children ?? []).map(({ type, content }) =>
    type === 'softbreak' || type === 'hardbreak' ? ' ' : type === 'html_inline' ? '' : content,
  );
  return parts.join('').replace(/\s+/g, ' ').trim();
}
