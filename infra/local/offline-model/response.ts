/** Messages and errors in the shapes of Anthropic's API. */
import type { Json } from '../../../lib/platform/index.ts';
import { charactersPerToken, type Turn } from './turn.ts';

export const offlineModelId = 'offline-extractive-1';

/** Ids follow from the request's bytes: the same request gets the same answer, to the last character. */
export function messageOf(
  turn: Turn,
  request: { readonly text: string; readonly digest: string },
  maxTokens: number,
): Json {
  const seed = request.digest.slice(0, 20);
  const toolUses = turn.calls.map(
    (call, index): Json => ({
      type: 'tool_use',
      id: `toolu_${seed}${String(index).padStart(4, '0')}`,
      name: call.name,
      input: call.input,
    }),
  );
  const content: readonly Json[] = [{ type: 'text', text: turn.text }, ...toolUses];
  const outputTokens = tokensOf(JSON.stringify(content));
  const isCut = outputTokens > maxTokens;
  const cutText = turn.text.slice(0, maxTokens * charactersPerToken);
  return {
    id: `msg_${seed}`,
    type: 'message',
    role: 'assistant',
    model: offlineModelId,
    content: isCut ? [{ type: 'text', text: cutText }] : content,
    stop_reason: isCut ? 'max_tokens' : toolUses.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: tokensOf(request.text),
      output_tokens: Math.min(outputTokens, maxTokens),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

/** An estimate: there is no tokenizer here. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

export interface ApiError {
  readonly status: number;
  readonly type: 'invalid_request_error' | 'not_found_error' | 'request_too_large' | 'api_error';
  readonly message: string;
}

export function errorBodyOf(error: ApiError, requestId: string): Json {
  return { type: 'error', error: { type: error.type, message: error.message }, request_id: requestId };
}
