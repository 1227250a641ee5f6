/** What each type of task produces. */
import { deliverablesOf } from './deliverables.ts';
import type { Desk, Draft } from './desk.ts';
import { documentOf } from './documents.ts';
import { shortened } from './extracts.ts';
import { findingsOf, synthesisOf } from './findings.ts';
import { insightsOf } from './insights.ts';
import { targetsOf, updateOf } from './updates.ts';

/** The artifacts of a task, none equal to another nor to what the bundle already holds. */
export function workOn(desk: Desk, words: readonly string[]): readonly Draft[] {
  return distinct([...draftsOf(desk, words), ...deliverablesOf(desk)], desk);
}

function draftsOf(desk: Desk, words: readonly string[]): readonly Draft[] {
  const isReporting = desk.brief.agentType === 'reporting';
  switch (desk.brief.taskType) {
    case 'update':
      return updatesOf(desk, words);
    case 'analysis':
      return insightsOf(desk);
    case 'composition':
      return [documentOf(desk)];
    case 'synthesis':
      return isReporting ? [documentOf(desk)] : synthesisOf(desk);
    default:
      return isReporting ? [...findingsOf(desk), documentOf(desk)] : findingsOf(desk);
  }
}

function updatesOf(desk: Desk, words: readonly string[]): readonly Draft[] {
  const targets = targetsOf(desk);
  if (targets.length > 0) return targets.map((target) => updateOf(desk, target, words));
  const named = desk.brief.targets.length > 0 ? desk.brief.targets.join(', ') : 'any block';
  return [
    {
      tool: 'record_insight',
      title: shortened(`Nothing to update: ${desk.brief.intent}`, 120),
      content: `The task asks for an update, but the bundle does not hold ${named}. An update needs the block's current content.`,
      confidence: 0.1,
      reasoning: 'An unseen block cannot be edited, so this says what is missing.',
      sources: [],
    },
  ];
}

/** A content that stands already gets a line that says so: repeating a task confirms, it does not duplicate. */
export function distinct(drafts: readonly Draft[], desk: Desk): readonly Draft[] {
  const taken = new Set([
    ...desk.library.items.map((item) => item.content.trim()),
    ...desk.library.passages.map((passage) => passage.text),
  ]);
  const kept: Draft[] = [];
  for (const draft of drafts) {
    if (kept.some((other) => other.content === draft.content)) continue;
    let { content } = draft;
    for (let check = 1; taken.has(content.trim()); check += 1) {
      content = `${draft.content}\n\n*Checked again (${check}): the bundle says the same as before.*`;
    }
    kept.push({ ...draft, content });
  }
  return kept;
}
