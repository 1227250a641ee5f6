/** Revises what a reviewer sent back: follows what it understands of their words, and says what it did. */
import type { Revision } from './conversation.ts';
import { deliverableOf } from './deliverables.ts';
import type { Desk, Draft } from './desk.ts';
import { documentOf } from './documents.ts';
import { type Brevity, shortened } from './extracts.ts';
import { findingFor, synthesisOf } from './findings.ts';
import { insightLike } from './insights.ts';
import type { Passage } from './passages.ts';
import { asQuestion } from './questions.ts';
import { quotedEditsOf } from './quoted-edits.ts';
import { normalized } from './terms.ts';
import { updateOf } from './updates.ts';
import { type Wishes, wishesInWords } from './wishes.ts';

/** What is left of a text that no shorter extract can replace. */
const keptShare = 0.6;
/** Enough of a passage to recognize it where it was cut. */
const comparedCharacters = 60;
const titlePrefix = /^(?:Findings|Synthesis|No evidence|File): /;

/** Always differs from the content that was sent back; shorter than it when that was asked. */
export function revisionOf(base: Desk, revision: Revision, words: readonly string[]): Draft {
  const spelledOut = quotedEditsOf(words.join('\n'), revision.content);
  if (spelledOut !== undefined) {
    const reasoning = `Edited as the review spelled it out: ${spelledOut.done.join('; ')}.`;
    return { ...redo(base, revision, []), title: revision.title, content: spelledOut.content, reasoning };
  }
  const { wishes } = base;
  const isSpecific = wishesInWords(wishes) !== '';
  const former = normalized(revision.content);
  const quotedBefore = (passage: Passage) => former.includes(passage.sameness.slice(0, comparedCharacters));
  const levels: readonly Brevity[] = wishes.isShorter ? [1, 2, 3] : [0, 1, 2];
  const desks = [
    ...(isSpecific ? [] : [{ ...base, avoids: quotedBefore }]),
    ...levels.map((brevity) => ({ ...base, brevity })),
  ];
  const drafts = desks.values().map((desk) => redo(desk, revision, words));
  const fits = (draft: Draft) =>
    draft.content.trim() !== revision.content.trim() &&
    !(wishes.isShorter && draft.content.length >= revision.content.length) &&
    !base.library.items.some((item) => item.content === draft.content);
  const draft = drafts.find(fits) ?? forced(redo({ ...base, brevity: 3 }, revision, words), revision, wishes);
  const title = revision.title === '' || titlePrefix.test(revision.title) ? draft.title : revision.title;
  return { ...draft, title, reasoning: `${accountOf(wishes, words)} ${draft.reasoning}` };
}

function redo(desk: Desk, revision: Revision, words: readonly string[]): Draft {
  const topic = revision.title.replace(titlePrefix, '');
  const question = asQuestion(topic === '' ? desk.brief.intent : topic);
  switch (revision.artifactType) {
    case 'block_update': {
      const target = desk.library.items.find((item) => item.id === revision.target);
      return target === undefined ? unseenTarget(revision) : updateOf(desk, target, words);
    }
    case 'document_creation':
      return documentOf(desk, question);
    case 'insight':
      return insightLike(desk, revision.title);
    case 'external_deliverable':
      return deliverableOf(desk);
    default:
      return revision.title.startsWith('Synthesis: ')
        ? (synthesisOf(desk)[0] ?? findingFor(desk, question))
        : findingFor(desk, question);
  }
}

/** The target has left the bundle: the former proposal is all there is to work on. */
function unseenTarget(revision: Revision): Draft {
  return {
    tool: 'propose_block_update',
    title: revision.title,
    content: revision.content,
    confidence: 0.1,
    reasoning: 'The block is not in the bundle, so only the former proposal could be worked on.',
    sources: [],
    extra: { blockId: revision.target ?? '' },
  };
}

/** When every way of doing the work again gives the same text, the text itself is cut or marked. */
function forced(draft: Draft, revision: Revision, wishes: Wishes): Draft {
  const former = revision.content.trim();
  const cut = shortened(former, Math.max(2, Math.floor(former.length * keptShare)));
  let content = wishes.isShorter && cut !== '' ? cut : draft.content;
  for (let round = 1; content.trim() === former; round += 1) {
    content = `${content}\n\n*Revised (${round}): the bundle holds no other passage on this.*`;
  }
  return { ...draft, content };
}

function accountOf(wishes: Wishes, words: readonly string[]): string {
  const asked = wishesInWords(wishes);
  if (asked !== '') return `Revised as the review asked: ${asked}.`;
  const said = shortened(words.join(' '), 160);
  return said === ''
    ? 'Sent back without words, so this quotes other passages where there are any.'
    : `The review says “${said}”; of such words this model follows length, topics, sources and edits spelled out in quotes.`;
}
