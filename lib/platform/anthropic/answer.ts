import * as z from 'zod';
import type { ModelAnswer } from '../ports.ts';
import type { Json } from '../table.ts';

type Answered = Extract<ModelAnswer, { outcome: 'answered' }>;

/** A block is checked, not rebuilt: thinking blocks are signed and must go back exactly as they came. */
const contentBlock = z.custom<Json>(
  (value) => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string',
  'a content block is an object with a type',
);

/** Compatible servers leave counts out; what is not told counts as 0. */
const tokens = z.number().int().nonnegative().catch(0);
const usage = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
  server_tool_use: z.object({ web_search_requests: tokens }).optional().catch(undefined),
});
const noUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  server_tool_use: undefined,
};

const message = z.object({
  content: z.array(contentBlock),
  stop_reason: z.string().catch('end_turn'),
  model: z.string().optional().catch(undefined),
  usage: usage.catch(noUsage),
});

/**
 * Reads a response of the Messages API.
 * @returns undefined when it is not a message, as with a proxy's error page under status 200.
 */
export function readAnswer(response: unknown, askedModel: string): Answered | undefined {
  const parsed = message.safeParse(response);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const searches = data.usage.server_tool_use?.web_search_requests ?? 0;
  return {
    outcome: 'answered',
    content: data.content,
    stopReason: data.stop_reason,
    model: data.model ?? askedModel,
    usage: {
      inputTokens: data.usage.input_tokens,
      outputTokens: data.usage.output_tokens,
      cacheReadTokens: data.usage.cache_read_input_tokens,
      cacheWriteTokens: data.usage.cache_creation_input_tokens,
      ...(searches > 0 ? { webSearches: searches } : {}),
    },
  };
}
