/** Updates: an edit of the block itself, never a new text in its place. */
import { type Desk, type Draft, type Extract, extractFrom, rankOn, type Source, sourcesOf } from './desk.ts';
import { named, quoted } from './extracts.ts';
import { confidenceOf } from './library.ts';
import type { Item } from './passages.ts';
import { quotedEditsOf } from './quoted-edits.ts';
import { distinctTermsOf, normalized, sharedCount, termsOf } from './terms.ts';
import { tightened } from './tightening.ts';

export const maxTargets = 5;

interface Edit {
  readonly content: string;
  readonly did: string;
  readonly confidence: number;
  readonly sources: readonly Source[];
}

/** The blocks the request named, else the one it means. Empty when the bundle holds neither. */
export function targetsOf(desk: Desk): readonly Item[] {
  const blocks = desk.library.items.filter((item) => item.kind === 'block');
  if (desk.brief.targets.length > 0) {
    return blocks.filter((block) => desk.brief.targets.includes(block.id)).slice(0, maxTargets);
  }
  const target = meantBlock(desk, blocks);
  return target === undefined ? [] : [target];
}

/** “Update the pricing page with what support knows” means the block whose title has most of the words before “with”. */
function meantBlock(desk: Desk, blocks: readonly Item[]): Item | undefined {
  const object = new Set(
    termsOf(desk.brief.intent.split(/\b(?:with|by|using|from|based on|according to)\b/i)[0] ?? ''),
  );
  const titleShares = blocks.map((block) => sharedCount(object, new Set(termsOf(block.title))));
  const best = Math.max(0, ...titleShares);
  const candidates = blocks.filter((_block, index) => titleShares[index] === best);
  const [match] = desk.library.rank({
    terms: distinctTermsOf(desk.brief.intent),
    accepts: (passage) => candidates.includes(passage.item),
  });
  return match?.passage.item ?? candidates[0];
}

export function updateOf(desk: Desk, target: Item, words: readonly string[]): Draft {
  const edit = editOf(desk, target, [desk.brief.intent, ...words].join('\n'));
  return {
    tool: 'propose_block_update',
    title: target.title,
    content: edit.content,
    confidence: edit.confidence,
    reasoning: `Edited ${named(target.title)}: ${edit.did}. All else stands as it was.`,
    sources: edit.sources,
    extra: { blockId: target.id },
  };
}

function editOf(desk: Desk, target: Item, words: string): Edit {
  const spelledOut = quotedEditsOf(words, target.content);
  if (spelledOut !== undefined) {
    return { content: spelledOut.content, did: spelledOut.done.join('; '), confidence: 0.85, sources: [] };
  }
  const isTighteningWanted = /\b(tighten|condense|clean(?: |-)?up|proofread|simplify)\b/i.test(words);
  const orders = isTighteningWanted ? [tightening, merging, annotating] : [merging, tightening, annotating];
  const edits = orders.values().map((order) => order(desk, target));
  return edits.find((edit) => edit !== undefined) ?? annotating(desk, target);
}

/** Adds what other items say on the task to the section it fits best. */
function merging(desk: Desk, target: Item): Edit | undefined {
  const asked = distinctTermsOf(desk.brief.intent);
  const related = distinctTermsOf(target.title);
  const present = normalized(target.content);
  const matches = rankOn(desk, [...asked, ...related], asked).filter(
    ({ passage, terms }) =>
      passage.item !== target &&
      !passage.isOwnExtract &&
      !present.includes(passage.sameness) &&
      (terms.some((term) => asked.includes(term)) || terms.length > 1),
  );
  const chosen = matches.slice(0, desk.brevity === 0 ? 2 : 1);
  if (chosen.length === 0) return undefined;
  const extracts = chosen.map((match) => extractFrom(desk, match, [...asked, ...related]));
  const content = extracts.reduce((text, extract) => insertedInto(text, extract, desk), target.content);
  const from = [...new Set(chosen.map(({ passage }) => named(passage.item.title)))].join(' and ');
  return {
    content,
    did: `added ${chosen.length === 1 ? 'a passage' : `${chosen.length} passages`} from ${from} where it fits`,
    confidence: confidenceOf(asked, chosen, matches),
    sources: sourcesOf(extracts),
  };
}

/** At the end of the section that shares most words with the extract. */
function insertedInto(content: string, extract: Extract, desk: Desk): string {
  const { item } = extract.match.passage;
  const origin = desk.brevity < 2 ? `From ${named(item.title)} (\`${item.id}\`):\n\n` : '';
  const words = new Set(termsOf(`${extract.match.passage.heading} ${extract.text}`));
  const sections = content.split(/^(?=#{1,6}\s)/m);
  const shares = sections.map((section) => sharedCount(words, new Set(termsOf(section))));
  const best = shares.indexOf(Math.max(...shares));
  const fitting = sections[best] ?? '';
  const ending = best < sections.length - 1 ? '\n\n' : '';
  const addition = `${fitting.trimEnd()}\n\n${origin}${quoted(extract.text)}${ending}`;
  return sections.with(best, addition).join('').trimStart();
}

function tightening(_desk: Desk, target: Item): Edit | undefined {
  const content = tightened(target.content);
  if (content === target.content || content.trim() === '') return undefined;
  const saved = target.content.length - content.length;
  return { content, did: `took out repetitions and filler words (${saved} characters)`, confidence: 0.5, sources: [] };
}

function annotating(desk: Desk, target: Item): Edit {
  const asked = distinctTermsOf(desk.brief.intent);
  const missing = asked.filter((term) => !desk.library.vocabulary.some((words) => words.has(term)));
  const point =
    missing.length > 0
      ? `Covered neither here nor elsewhere in the bundle: ${missing.join(', ')}.`
      : 'Checked against the rest of the bundle: nothing more to add from there.';
  return {
    content: `${target.content.trimEnd()}\n\n## Open points\n\n- ${point}`.trimStart(),
    did: 'found nothing to merge, so noted what stays open',
    confidence: 0.2,
    sources: [],
  };
}
