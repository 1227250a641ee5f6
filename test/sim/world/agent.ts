/** The model of a run: what it answers follows from the conversation alone, so that asking it again is no trouble. */
import type { Json, Model, ModelAnswer, ModelRequest } from '../../../lib/platform/index.ts';

/** A call of a tool. */
export interface ToolCall {
  readonly name: string;
  readonly input: Json;
}

/** What is known of the conversation when the model is asked. */
export interface Conversation {
  /** Answers that were given before. */
  readonly turn: number;
  /** What was said since the last one. */
  readonly news: string;
  /** Ids of the artifacts that were recorded so far, in order. */
  readonly artifacts: readonly string[];
  /** Everything that was said, the bundle included. */
  readonly text: string;
}

/** How an agent goes about its work. */
export type Script = (conversation: Conversation) => readonly ToolCall[];

const usage = { inputTokens: 200, outputTokens: 50, cacheReadTokens: 0, cacheWriteTokens: 0 };
export const tokensPerCall = usage.inputTokens + usage.outputTokens;

export const createAgent = (script: Script): Model => ({
  turn: async (request) => answerTo(conversationOf(request), script),
});

function answerTo(conversation: Conversation, script: Script): ModelAnswer {
  const calls = script(conversation);
  const content = calls.map(
    (call, place): Json => ({
      type: 'tool_use',
      id: `toolu_${conversation.turn}_${place}`,
      ...call,
    }),
  );
  return {
    outcome: 'answered',
    content: content.length > 0 ? content : [{ type: 'text', text: 'That is all.' }],
    stopReason: content.length > 0 ? 'tool_use' : 'end_turn',
    model: 'claude-haiku-5-5',
    usage,
  };
}

function conversationOf({ system, messages }: ModelRequest): Conversation {
  const text = JSON.stringify([system, messages]);
  return {
    turn: messages.filter(({ role }) => role === 'assistant').length,
    news: JSON.stringify(messages.at(-1) ?? ''),
    artifacts: [...text.matchAll(/Recorded as (art_[0-9A-Z]{26})/g)].map(([, id]) => id ?? ''),
    text,
  };
}

export const finish: ToolCall = { name: 'finish', input: { summary: 'Done.' } };
export const proposeBlock = (title: string, more: Readonly<Record<string, Json>> = {}): ToolCall => ({
  name: 'propose_block',
  input: { title, content: `${title}, in full.`, confidence: 0.9, reasoning: 'It follows.', sources: [], ...more },
});
export const updateBlock = (blockId: string, content: string, more: Readonly<Record<string, Json>> = {}): ToolCall => ({
  name: 'propose_block_update',
  input: { blockId, content, confidence: 0.9, reasoning: 'It is newer.', sources: [], ...more },
});
