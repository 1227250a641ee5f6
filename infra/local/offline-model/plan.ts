/** The plan that a person approves before anything is proposed. */
import type { Json } from '../../../lib/platform/index.ts';
import type { Desk, Draft } from './desk.ts';
import { named, shortened } from './extracts.ts';
import { places } from './findings.ts';
import { topicOf } from './questions.ts';
import { wishesInWords } from './wishes.ts';

const maxListedSources = 10;
const nouns: Readonly<Record<string, string>> = {
  propose_block: 'block proposal',
  propose_block_update: 'block update',
  create_document: 'document',
  record_insight: 'insight',
  deliver_file: 'file',
};

export function planCheckpoint(
  desk: Desk,
  drafts: readonly Draft[],
  words: readonly string[],
): { readonly [name: string]: Json } {
  return {
    checkpointType: 'plan_approval',
    reason: 'The approval strategy asks for an approved plan before any work is proposed.',
    content: planOf(desk, drafts, words),
  };
}

function planOf(desk: Desk, drafts: readonly Draft[], words: readonly string[]): string {
  const { library, brief } = desk;
  const steps = drafts.map(
    (draft, index) => `${index + 1}. A ${nounOf(draft)}, ${named(draft.title)}, from:\n${sourceList(draft)}`,
  );
  return [
    `## Plan: ${shortened(topicOf(brief.intent).phrase, 100)}`,
    `Ranked ${places(library.passages.length, 'passage')} of ${places(library.items.length, 'item')} in the bundle. ` +
      `I would propose ${countsInWords(drafts)}:`,
    steps.join('\n'),
    ...reviewSoFar(desk, words),
    'Extracts are quoted word for word with their source. Nothing outside the bundle is read, and nothing changes before a person approves the result.',
  ].join('\n\n');
}

/** A revised plan says what of the review it follows, also where that is nothing. */
function reviewSoFar(desk: Desk, words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const wishes = wishesInWords(desk.wishes);
  const followed =
    wishes === '' ? 'it names no length, topic or source that this model could follow' : `followed as: ${wishes}`;
  return [`The review so far: ${words.map((one) => named(shortened(one, 120))).join(', ')}; ${followed}.`];
}

function sourceList(draft: Draft): string {
  const lines = draft.sources
    .slice(0, maxListedSources)
    .map(
      (source) =>
        `   - ${named(source.title)} (\`${source.blockId ?? source.documentId}\`): ${named(shortened(source.quote, 80))}`,
    );
  return lines.length > 0
    ? lines.join('\n')
    : '   - no single passage (counts over the whole bundle, or a gap to record)';
}

export function countsInWords(drafts: readonly Draft[]): string {
  const counts = new Map<string, number>();
  for (const draft of drafts) counts.set(nounOf(draft), (counts.get(nounOf(draft)) ?? 0) + 1);
  return [...counts].map(([noun, count]) => places(count, noun)).join(' and ') || 'nothing';
}

function nounOf(draft: Draft): string {
  return nouns[draft.tool] ?? 'artifact';
}
