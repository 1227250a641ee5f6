/** What a client of the Messages API may send, and the rules the real API holds it to. */
import * as z from 'zod';

const TextBlock = z.object({
  type: z.literal('text'),
  text: z.string().min(1, 'text content blocks must be non-empty'),
});
const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().min(1),
  name: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
});
const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1),
  content: z.unknown().optional(),
  is_error: z.boolean().optional(),
});
/** Thinking, images, server tools …: accepted and not read. */
const OtherBlock = z
  .object({ type: z.string().min(1) })
  .refine((block) => !['text', 'tool_use', 'tool_result'].includes(block.type), 'this content block is incomplete');

const ContentBlock = z.union([TextBlock, ToolUse, ToolResult, OtherBlock]);
export type ContentBlock = z.infer<typeof ContentBlock>;

const blocksOf = (content: string | ContentBlock[]): ContentBlock[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

const Message = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string().min(1), z.array(ContentBlock)]).transform(blocksOf),
});

const Tool = z.object({
  name: z.string().regex(/^[\w-]{1,128}$/),
  input_schema: z.object({ type: z.literal('object') }).optional(),
});

export const MessagesRequest = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  messages: z.array(Message).min(1),
  system: z
    .union([z.string(), z.array(TextBlock)])
    .transform((system) => (typeof system === 'string' ? [system] : system.map((block) => block.text)))
    .default([]),
  tools: z.array(Tool).default([]),
  stream: z.boolean().default(false),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

/** @returns what is wrong in the words of an API error, or undefined. */
export function faultOf(request: MessagesRequest): string | undefined {
  if (request.stream) return 'stream: the offline model answers whole messages only';
  if (request.messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  const names = request.tools.map((tool) => tool.name);
  if (new Set(names).size < names.length) return 'tools: Tool names must be unique.';
  return faultOfToolResults(request);
}

/** Every tool call is answered at the start of the next message, and nothing else is. */
function faultOfToolResults(request: MessagesRequest): string | undefined {
  let open: readonly string[] = [];
  for (const [index, { role, content }] of request.messages.entries()) {
    const answered = content.flatMap((block) => (isToolResult(block) ? [block.tool_use_id] : []));
    const stray = answered.find((id) => !open.includes(id));
    if (stray !== undefined) return `messages.${index}: tool_result without a tool_use of that id before it: ${stray}`;
    const missing = open.filter((id) => !answered.includes(id));
    if (missing.length > 0) return `messages.${index}: tool_use ids without tool_result blocks: ${missing.join(', ')}`;
    if (content.slice(0, answered.length).some((block) => !isToolResult(block))) {
      return `messages.${index}: tool_result blocks must come first`;
    }
    open = role === 'assistant' ? content.flatMap((block) => (isToolUse(block) ? [block.id] : [])) : [];
  }
  return open.length === 0 ? undefined : `messages: tool_use ids without tool_result blocks: ${open.join(', ')}`;
}

export function isText(block: ContentBlock): block is z.infer<typeof TextBlock> {
  return block.type === 'text' && 'text' in block;
}
export function isToolUse(block: ContentBlock): block is z.infer<typeof ToolUse> {
  return block.type === 'tool_use' && 'input' in block;
}
export function isToolResult(block: ContentBlock): block is z.infer<typeof ToolResult> {
  return block.type === 'tool_result' && 'tool_use_id' in block;
}
