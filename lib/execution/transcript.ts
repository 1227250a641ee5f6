/** The conversation with the model, rebuilt from the turns alone. */
import type { Json } from '../platform/index.ts';
import type { TakenTurn } from './schema.ts';

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Json[];
}

/** Said where the model has the word, but nobody has said anything new. */
export const pleaseGoOn = 'Please go on with the task.';
export const answerWasCut =
  'Your answer was cut off because it was too long. What was complete is recorded; go on from there in smaller steps.';

/** The messages of all turns so far, and `input` as the newest. Messages of one role in a row are one, as the API reads them. */
export function transcriptOf(turns: readonly TakenTurn[], input: readonly Json[]): readonly Message[] {
  const messages: Message[] = [];
  for (const turn of turns) {
    add(messages, 'user', turn.input);
    // After a refusal the API wants the conversation without the refused answer.
    if (turn.row.stopReason !== 'refusal') add(messages, 'assistant', turn.output.filter(isSendable));
  }
  add(messages, 'user', input);
  return messages;
}

/**
 * What begins the next turn: the results of the last one's calls, then the new words of people; where there is neither, a word of ours,
 * unless the model only paused and goes on by itself.
 */
export function nextInput(turns: readonly TakenTurn[], words: readonly string[]): readonly Json[] {
  const last = turns.at(-1);
  const results = last?.row.stopReason === 'refusal' ? [] : (last?.results ?? []);
  const said = last?.row.stopReason === 'max_tokens' ? [answerWasCut, ...words] : words;
  const texts = said.map((text): Json => ({ type: 'text', text }));
  if (results.length + texts.length > 0) return [...results, ...texts];
  return last?.row.stopReason === 'pause_turn' ? [] : [{ type: 'text', text: pleaseGoOn }];
}

/** The API refuses empty texts, also its own. */
const isSendable = (block: Json): boolean =>
  !(block !== null && typeof block === 'object' && 'text' in block && block.text === '');

function add(messages: Message[], role: Message['role'], content: readonly Json[]): void {
  if (content.length === 0) return;
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = { role, content: [...last.content, ...content] };
  else messages.push({ role, content });
}
