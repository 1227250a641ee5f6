/** Reads the elements of a prompt: tags stand at the start of a line, so content can never forge one. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface Markup {
  readonly elements: readonly Element[];
  /** What stands outside all elements. */
  readonly words: string;
}

interface Names {
  /** Elements whose content is text. */
  readonly leaves: ReadonlySet<string>;
  /** Elements that hold other elements; they are given with their attributes only. */
  readonly containers?: ReadonlySet<string>;
}

const openingTag = /<([a-z]+)((?:\s+\w+="[^"]*")*)\s*(\/?)>/y;
const closingTagLine = /<\/[a-z]+>[^\n]*\n?/y;
const attribute = /(\w+)="([^"]*)"/g;

export function readMarkup(text: string, names: Names): Markup {
  const elements: Element[] = [];
  const words: string[] = [];
  let position = 0;
  while (position < text.length) {
    const element = elementAt(text, position, names);
    if (element !== undefined) {
      elements.push(element.element);
      position = element.end;
      continue;
    }
    const closing = matchAt(closingTagLine, text, position);
    const end = closing === undefined ? endOfLine(text, position) : position + closing[0].length;
    if (closing === undefined) words.push(text.slice(position, end));
    position = end;
  }
  return { elements, words: words.join('').trim() };
}

function elementAt(text: string, position: number, names: Names): { element: Element; end: number } | undefined {
  const opening = text[position] === '<' ? matchAt(openingTag, text, position) : undefined;
  const name = opening?.[1] ?? '';
  const isLeaf = names.leaves.has(name);
  if (opening === undefined || !(isLeaf || names.containers?.has(name))) return undefined;
  const attributes = readAttributes(opening[2] ?? '');
  const start = position + opening[0].length;
  if (opening[3] === '/' || !isLeaf)
    return { element: { name, attributes, text: '' }, end: pastLineBreak(text, start) };
  const { contentEnd, end } = closingOf(text, start, name);
  const content = decodeLines(text.slice(pastLineBreak(text, start), contentEnd));
  return { element: { name, attributes, text: content }, end: pastLineBreak(text, end) };
}

/** On the line of the opening tag, else at the start of a later line, else wherever one is, else the end of the text. */
function closingOf(text: string, start: number, name: string): { contentEnd: number; end: number } {
  const tag = `</${name}>`;
  const first = text.indexOf(tag, start);
  if (first === -1) return { contentEnd: text.length, end: text.length };
  const onOwnLine = text.indexOf(`\n${tag}`, start - 1);
  const next = text.indexOf(`\n<${name} `, start);
  const isOwnLineMeant = onOwnLine !== -1 && (next === -1 || onOwnLine < next) && first >= endOfLine(text, start);
  const contentEnd = isOwnLineMeant ? Math.max(onOwnLine, start) : first;
  return { contentEnd, end: (isOwnLineMeant ? onOwnLine + 1 : first) + tag.length };
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, value] of text.matchAll(attribute)) {
    if (name !== undefined && value !== undefined) attributes.set(name, decode(value));
  }
  return attributes;
}

/** Only lines that would begin with "<" or "&" were escaped. */
function decodeLines(content: string): string {
  if (!content.includes('&')) return content;
  return content.replaceAll(/^&.*$/gm, (line) => decode(line));
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#10;': '\n',
  '&amp;': '&',
};

export function decode(text: string): string {
  return text.includes('&')
    ? text.replaceAll(/&(?:lt|gt|quot|#39|#10|amp);/g, (entity) => entities[entity] ?? entity)
    : text;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}

/** The position after the line's break. */
function endOfLine(text: string, position: number): number {
  const lineBreak = text.indexOf('\n', position);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}

function pastLineBreak(text: string, position: number): number {
  return text[position] === '\n' ? position + 1 : position;
}
