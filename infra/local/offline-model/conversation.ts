/** What happened since the task was given: plans, proposals, and what reviewers said about them. */
import { decode, type Element, readMarkup } from './markup.ts';
import { isText, isToolResult, isToolUse, type MessagesRequest } from './messages-request.ts';

export interface Revision {
  readonly artifactId: string;
  readonly artifactType: string;
  readonly target: string | undefined;
  readonly title: string;
  /** The content that was sent back. */
  readonly content: string;
}

export interface Conversation {
  readonly plan: 'none' | 'asked' | 'approved';
  readonly proposalCount: number;
  readonly refusedCalls: number;
  /** All that reviewers wrote, oldest first. */
  readonly words: readonly string[];
  /** What they wrote last. */
  readonly newWords: readonly string[];
  readonly hasNewFeedback: boolean;
  /** Sent back and not revised yet. */
  readonly revisions: readonly Revision[];
}

interface Mutable {
  plan: Conversation['plan'];
  proposalCount: number;
  refusedCalls: number;
  words: string[];
  newWords: string[];
  hasNewFeedback: boolean;
  revisions: Map<string, Revision>;
}

const reviewLeaves: ReadonlySet<string> = new Set(['feedback', 'decision', 'comment', 'revise']);
const reviseOnly: ReadonlySet<string> = new Set(['revise']);

export function readConversation(request: MessagesRequest): Conversation {
  const state: Mutable = {
    plan: 'none',
    proposalCount: 0,
    refusedCalls: 0,
    words: [],
    newWords: [],
    hasNewFeedback: false,
    revisions: new Map(),
  };
  for (const [index, message] of request.messages.entries()) {
    if (message.role === 'assistant') {
      for (const block of message.content) if (isToolUse(block)) readCall(block.name, block.input, state);
      state.hasNewFeedback = false;
      state.refusedCalls = 0;
      continue;
    }
    state.refusedCalls += message.content.filter((block) => isToolResult(block) && block.is_error === true).length;
    // The first message is the task; nobody has reviewed anything yet.
    const before = state.words.length;
    if (index > 0) for (const block of message.content) if (isText(block)) readReview(block.text, state);
    if (state.words.length > before) state.newWords = state.words.slice(before);
  }
  return { ...state, revisions: [...state.revisions.values()] };
}

function readCall(name: string, input: Readonly<Record<string, unknown>>, state: Mutable): void {
  if (name === 'request_checkpoint') {
    if (input.checkpointType === 'plan_approval') state.plan = 'asked';
    return;
  }
  if (name === 'finish' || name === 'read_bundle_item') return;
  state.proposalCount += 1;
  if (typeof input.revises === 'string') state.revisions.delete(input.revises);
}

function readReview(text: string, state: Mutable): void {
  for (const element of readMarkup(text, { leaves: reviewLeaves }).elements) {
    switch (element.name) {
      case 'decision':
        if (element.attributes.get('outcome') === 'approved' && state.plan === 'asked') state.plan = 'approved';
        addWords(element.text, state);
        break;
      case 'feedback': {
        const { elements, words } = readMarkup(element.text, { leaves: reviseOnly });
        state.hasNewFeedback = true;
        addWords(words, state);
        for (const revise of elements) addRevision(revise, state);
        break;
      }
      case 'revise':
        addRevision(element, state);
        break;
      default:
        addWords(element.text, state);
    }
  }
}

function addWords(text: string, state: Mutable): void {
  const words = decode(text).trim();
  if (words !== '') state.words.push(words);
}

function addRevision({ attributes, text }: Element, state: Mutable): void {
  const artifactId = attributes.get('artifact');
  if (artifactId === undefined) return;
  state.revisions.set(artifactId, {
    artifactId,
    artifactType: attributes.get('type') ?? 'block_proposal',
    target: attributes.get('target'),
    title: attributes.get('title') ?? '',
    content: text,
  });
}
