/** Markdown that agents wrote, as HTML that can do nothing: no raw HTML, no images, links inert until somebody follows them (C6, T10). */
import { domainToUnicode } from 'node:url';
import MarkdownIt from 'markdown-it';
import { codePointOf, countHidden, hiddenRuns, spelledOut } from '../../../lib/artifacts/index.ts';

export interface MarkdownOptions {
  /** Characters that are shown at most; what follows is cut, and said to be. */
  readonly maxCharacters: number;
  /** Address of a block or document by its id, where the reader may go there. */
  readonly addressOf?: (id: string) => string | undefined;
}

export interface RenderedMarkdown {
  readonly html: string;
  readonly hiddenCharacters: number;
  /** Length of the whole text, when not all of it is shown. */
  readonly shortenedFrom: number | undefined;
  /** Not everything could be seen when laid out, so the text is shown letter by letter. */
  readonly isExact: boolean;
}

/** Headings in a text stand below those of the page around it. */
const headingOffset = 3;
const deepestHeading = 6;
const maxNesting = 40;
/** What is compared before it is shown as an address: longer ones are cut. */
const maxHostLength = 60;
const knowledgeId = /^(?:blk|doc)_[0-9A-HJKMNP-TV-Z]{26}$/;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

/** Escaped text with a badge for each hidden character. */
const shown = (text: string): string =>
  hiddenRuns(text)
    .map((run) =>
      run.kind === 'plain'
        ? escaped(run.text)
        : `<span class="hidden-character" title="${escaped(run.name)}">${codePointOf(run.character)}</span>`,
    )
    .join('');

/** Where a link leads, as the browser would go there: names in other alphabets come out as `xn--…`. */
function hostOf(href: string): string {
  const url = URL.parse(href);
  if (url === null) return '';
  if (url.protocol === 'mailto:') return spelledOut(url.pathname).slice(0, maxHostLength);
  return url.host.slice(0, maxHostLength);
}

type AddressOf = (id: string) => string | undefined;

function newRenderer(addressOf: AddressOf) {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.disable('image');
  markdown.set({ maxNesting });
  markdown.validateLink = (address) => /^(?:https?:\/\/|mailto:)[^\s]/i.test(address.trim());
  const { rules } = markdown.renderer;
  rules.text = (tokens, index) => shown(tokens[index]?.content ?? '');
  rules.code_inline = (tokens, index) => inlineCode(tokens[index]?.content ?? '', addressOf);
  rules.code_block = (tokens, index) => codeBlock(tokens[index]?.content ?? '', '');
  rules.fence = (tokens, index) => codeBlock(tokens[index]?.content ?? '', tokens[index]?.info ?? '');
  rules.link_open = (tokens, index) =>
    `<a href="${escaped(attributeOf(tokens[index], 'href'))}" rel="nofollow noopener noreferrer" target="_blank">`;
  rules.link_close = (tokens, index) => {
    const opening = tokens[openingOf(tokens, index)];
    const title = attributeOf(opening, 'title');
    const said = [escaped(hostOf(attributeOf(opening, 'href'))), ...(title === '' ? [] : [`titled “${shown(title)}”`])];
    return `</a> <span class="leads-to">(${said.join(', ')})</span>`;
  };
  rules.heading_open = (tokens, index) => `<h${lowered(tokens[index]?.tag)}>`;
  rules.heading_close = (tokens, index) => `</h${lowered(tokens[index]?.tag)}>\n`;
  rules.table_open = () => '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>\n';
  rules.table_close = () => '</table></div>\n';
  return markdown;
}

/** Where the link began that ends here: no link holds another, so it is the nearest, and not far in a text of many. */
function openingOf(tokens: readonly { readonly type: string }[], end: number): number {
  let at = end - 1;
  while (at >= 0 && tokens[at]?.type !== 'link_open') at -= 1;
  return at;
}

const attributeOf = (token: { attrGet(name: string): string | number | null } | undefined, name: string): string =>
  String(token?.attrGet(name) ?? '');

/** The word behind the fence is part of the text too: nothing of it may stay unseen. */
const codeBlock = (content: string, info: string): string =>
  `<pre>${info === '' ? '' : `<span class="code-language">${shown(info)}</span>\n`}<code>${shown(content)}</code></pre>\n`;

const lowered = (tag: string | undefined): number =>
  Math.min(deepestHeading, Number(tag?.slice(1) ?? 1) + headingOffset);

function inlineCode(content: string, addressOf: AddressOf): string {
  const address = knowledgeId.test(content) ? addressOf(content) : undefined;
  if (address === undefined) return `<code>${shown(content)}</code>`;
  return `<a href="${escaped(address)}" title="${escaped(content)}">${content.startsWith('doc_') ? 'open the document' : 'open the block'}</a>`;
}

/** Renders text that nobody has vouched for. Never throws, whatever the text. */
export function renderMarkdown(text: string, options: MarkdownOptions): RenderedMarkdown {
  const isCut = text.length > options.maxCharacters;
  const source = (isCut ? text.slice(0, options.maxCharacters) : text).toWellFormed();
  const html = newRenderer(options.addressOf ?? (() => undefined)).render(source);
  const isWhole = showsAllWords(source, html);
  const shownHtml = isWhole ? html : exactly(source);
  return {
    html: shownHtml,
    hiddenCharacters: Math.max(countHidden(text), shownHtml.split('class="hidden-character"').length - 1),
    shortenedFrom: isCut ? text.length : undefined,
    isExact: !isWhole,
  };
}

/** The text letter by letter, badges aside. */
export const exactly = (text: string): string => `<div class="exact-text">${shown(text)}</div>`;

/** Of one line only: were it to reach over blank ones, it would read all that follow again from each of them. */
const numberOfItem = /^(?:[^\S\n\r\u2028\u2029]|[>*+-])*\d{1,9}[.)]/gm;

/**
 * Whether every word of the text can be seen (or is part of an address). Markdown drops some: cells beyond a table's columns,
 * definitions that nothing refers to, quotes nested too deep. A reviewer would approve what was never on the page.
 */
function showsAllWords(source: string, html: string): boolean {
  const written = source
    .replace(/&#?\w{1,32};/g, ' ')
    .replace(numberOfItem, ' ')
    .replace(/\]\[\d{1,4}\]|^ {0,3}\[\d{1,4}\]:/gm, ' '); // numbers of references, which lead to addresses that are shown
  const visible = html
    .replace(/<span class="hidden-character"[^>]*>[^<]*<\/span>/g, ' ')
    .replace(/<a href="([^"]*)"[^>]*>/g, (_, href: string) => ` ${href} ${asTyped(href)} `)
    .replace(/<\/?(?:em|strong|s|code|span|bdi|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ');
  const seen = new Map<string, number>();
  for (const word of wordsOf(withoutMarks(visible))) seen.set(word, (seen.get(word) ?? 0) + 1);
  for (const word of wordsOf(withoutMarks(written))) {
    const left = seen.get(word) ?? 0;
    if (left === 0) return false;
    seen.set(word, left - 1);
  }
  return true;
}

/** An address as somebody may have typed it: its name in its own alphabet, its path without escapes. */
function asTyped(href: string): string {
  const url = URL.parse(href);
  if (url === null) return '';
  return `${domainToUnicode(url.hostname)} ${href.includes('%') ? withoutEscapes(href) : ''}`;
}

function withoutEscapes(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

/** Emphasis may begin and end inside of a word, and hidden characters become badges; neither makes a word of its own. */
const withoutMarks = (text: string): string =>
  hiddenRuns(text.replace(/[*_~`\\]/g, ''))
    .map((run) => (run.kind === 'plain' ? run.text : ' '))
    .join('');
const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
