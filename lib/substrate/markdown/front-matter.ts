import { parseDocument } from 'yaml';
import * as z from 'zod';
import { KnowledgeType, Title } from '../schema.ts';

/** What stands between two lines of dashes at the very beginning; more lines than these are text. */
const maxLines = 400;
/** What is longer is text as well: a few lines of nonsense keep the YAML parser busy for minutes. */
const maxCharacters = 16 * 1024;
const opening = /^---[ \t]*$/;
const closing = /^(?:---|\.\.\.)[ \t]*$/;

/** Members that are something else than expected are nobody's mistake: other tools use the same names. */
const Fields = z.object({ title: Title.optional().catch(undefined), type: KnowledgeType.optional().catch(undefined) });

export interface FrontMatter {
  /** Lines that it takes, the dashes included; 0 without one. */
  readonly lines: number;
  readonly title?: string;
  readonly type?: string;
  /** Not YAML: its lines count as text. */
  readonly isMalformed: boolean;
}
const none: FrontMatter = { lines: 0, isMalformed: false };

/** The YAML front matter of a file, as far as it says something about title and type. */
export function readFrontMatter(lines: readonly string[]): FrontMatter {
  if (!opening.test(lines[0] ?? '')) return none;
  const end = lines.slice(1, maxLines).findIndex((line) => closing.test(line)) + 1;
  if (end === 0) return none;
  const text = lines.slice(1, end).join('\n');
  if (text.length > maxCharacters) return none;
  const document = parseDocument(text, {
    schema: 'core',
    // Nobody reads them, and each would look for its line from the beginning.
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const content = contentOf(document);
  if (content === malformed) return { lines: end + 1, isMalformed: true };
  if (content === null) return { lines: end + 1, isMalformed: false };
  const fields = z.record(z.string(), z.unknown()).pipe(Fields).safeParse(content);
  // Text between two rules is no front matter, and nothing is wrong with it.
  if (!fields.success) return none;
  const { title, type } = fields.data;
  return {
    lines: end + 1,
    isMalformed: false,
    ...(title === undefined ? {} : { title }),
    ...(type === undefined ? {} : { type }),
  };
}

const malformed = Symbol('malformed');
/** A few aliases are somebody's convenience; many make a small text a huge value. */
const maxAliases = 10;

function contentOf(document: ReturnType<typeof parseDocument>): unknown {
  if (document.errors.length > 0) return malformed;
  try {
    return document.toJS({ maxAliasCount: maxAliases }) ?? null;
  } catch (error) {
    if (error instanceof ReferenceError) return malformed;
    throw error;
  }
}
