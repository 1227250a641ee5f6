/** One turn: the only place that decides what to do next. */
import type { Json } from '../../../lib/platform/index.ts';
import { type Brief, readBrief } from './brief.ts';
import { type Conversation, readConversation } from './conversation.ts';
import { type Desk, type Draft, inputOf } from './desk.ts';
import { places } from './findings.ts';
import { keepLibraries, type Library } from './library.ts';
import type { MessagesRequest } from './messages-request.ts';
import { countsInWords, planCheckpoint } from './plan.ts';
import { revisionOf } from './revisions.ts';
import { readWishes } from './wishes.ts';
import { workOn } from './work.ts';

export interface ToolCall {
  readonly name: string;
  readonly input: { readonly [name: string]: Json };
}
export interface Turn {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/** Of the tokens a turn may have, the share that revisions fill; what does not fit follows in the next turn. */
const revisionShare = 0.7;
export const charactersPerToken = 4;
const introduction = 'Offline extractive model (no language model):';

/** @returns the model itself: what it answers depends on the request alone. */
export function createExtractiveModel(): (request: MessagesRequest) => Turn {
  const libraryOf = keepLibraries();
  return (request) => {
    const brief = readBrief(request);
    return answer(request, brief, readConversation(request), libraryOf(brief.items));
  };
}

function answer(request: MessagesRequest, brief: Brief, talk: Conversation, library: Library): Turn {
  const offers = (tool: string) => request.tools.some(({ name }) => name === tool);
  const wishes = readWishes(talk.words, library.items);
  const desk: Desk = { brief, library, wishes, brevity: wishes.isShorter ? 1 : 0, avoids: () => false };
  if (talk.revisions.length > 0) return revise(request, desk, talk, offers);
  if (talk.proposalCount > 0 && !talk.hasNewFeedback) return ended(talk, offers);
  const work = workOn(desk, talk.words);
  const drafts = work.filter((draft) => offers(draft.tool));
  if (brief.asksForPlanFirst && talk.plan !== 'approved' && offers('request_checkpoint')) {
    const call = { name: 'request_checkpoint', input: planCheckpoint(desk, drafts, talk.words) };
    return { text: `${introduction} here is my plan.`, calls: [call] };
  }
  // Without a tool to propose with, the work is the answer.
  if (drafts.length === 0) return turnOf(work.map((draft) => draft.content).join('\n\n'), [], offers);
  const summary = `Ranked ${places(library.passages.length, 'passage')} and proposed ${countsInWords(drafts)}.`;
  const calls = drafts.map((draft) => ({ name: draft.tool, input: inputOf(draft) }));
  return turnOf(summary, calls, offers);
}

function revise(request: MessagesRequest, base: Desk, talk: Conversation, offers: (tool: string) => boolean): Turn {
  const { isShorter, isLonger } = readWishes(talk.newWords, base.library.items);
  const desk: Desk = { ...base, brevity: 0, wishes: { ...base.wishes, isShorter, isLonger } };
  const budget = request.max_tokens * charactersPerToken * revisionShare;
  const drafts: Draft[] = [];
  const calls: ToolCall[] = [];
  let characters = 0;
  for (const revision of talk.revisions) {
    if (characters > budget) break;
    const draft = revisionOf(desk, revision, talk.newWords);
    if (!offers(draft.tool)) continue;
    const input = inputOf(draft, revision.artifactId);
    characters += JSON.stringify(input).length;
    drafts.push(draft);
    calls.push({ name: draft.tool, input });
  }
  const isDone = calls.length === talk.revisions.length || calls.length === 0;
  const summary = `Revised ${countsInWords(drafts)}.`;
  return isDone ? turnOf(summary, calls, offers) : { text: `${introduction} ${summary} More follow.`, calls };
}

function ended(talk: Conversation, offers: (tool: string) => boolean): Turn {
  const refused = talk.refusedCalls > 0 ? ` ${talk.refusedCalls} of my calls were refused.` : '';
  return turnOf(`Nothing more to propose.${refused}`, [], offers);
}

function turnOf(summary: string, calls: readonly ToolCall[], offers: (tool: string) => boolean): Turn {
  const finish: readonly ToolCall[] = offers('finish') ? [{ name: 'finish', input: { summary } }] : [];
  return { text: `${introduction} ${summary}`, calls: [...calls, ...finish] };
}
