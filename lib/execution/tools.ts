/** The tools of the managed agent: one zod schema each, which parses the model's calls and generates what the model is told. */
import * as z from 'zod';
import type { Json } from '../platform/index.ts';
import { KnowledgeType } from '../substrate/index.ts';

export const maxTitleCharacters = 500;
export const maxReasoningCharacters = 5_000;
export const maxSources = 50;
export const maxPlanCharacters = 50_000;

const Title = z.string().trim().min(1).max(maxTitleCharacters);
const Markdown = z.string().describe('Markdown. At most 256 KiB.');
const Confidence = z
  .number()
  .min(0)
  .max(1)
  .describe('How sure you are that this is right, from 0 to 1. It is compared with what reviewers decide.');
const Reasoning = z.string().max(maxReasoningCharacters).describe('Why you propose this, for the reviewer.');
const Revises = z
  .string()
  .max(40)
  .optional()
  .describe('Id of your own artifact (art_…) that this replaces, because it was sent back or can be better.');
const Source = z.strictObject({
  blockId: z.string().max(40).optional().describe('A block of the bundle.'),
  documentId: z.string().max(40).optional().describe('A document of the bundle.'),
  url: z.string().max(2000).optional(),
  title: z.string().max(500).optional(),
  quote: z.string().max(5000).optional().describe('The words that say so, exactly.'),
});
const Sources = z
  .array(Source)
  .max(maxSources)
  .describe('Where it comes from. Name the blocks and documents of the bundle by id.');
const common = { title: Title, content: Markdown, confidence: Confidence, reasoning: Reasoning };

const ProposeBlock = z.strictObject({
  ...common,
  type: KnowledgeType.optional().describe('What it is, in a word: finding, decision, requirement …'),
  sources: Sources,
  revises: Revises,
});
const ProposeBlockUpdate = z.strictObject({
  ...common,
  blockId: z.string().max(40).describe('The block of the bundle that this is a new version of.'),
  title: Title.optional().describe('Only if the title changes.'),
  content: Markdown.describe('The whole new content of the block, not only what changes.'),
  sources: Sources,
  revises: Revises,
});
const CreateDocument = z.strictObject({
  ...common,
  type: KnowledgeType.optional(),
  blockIds: z.array(z.string().max(40)).max(200).describe('The blocks of the bundle that the document cites.'),
  sources: Sources,
  revises: Revises,
});
const RecordInsight = z.strictObject({ ...common, sources: Sources, revises: Revises });
const DeliverFile = z.strictObject({
  ...common,
  content: z.string().describe('The text of the file.'),
  fileName: z
    .string()
    .trim()
    .min(1)
    .max(150)
    .refine((name) => !/[/\\\p{Cc}\p{Cf}]/u.test(name) && !/^\.+$/.test(name), 'must be a plain file name'),
  contentType: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .describe('Such as text/markdown or text/csv.'),
  revises: Revises,
});
const RequestCheckpoint = z.strictObject({
  checkpointType: z.enum(['plan_approval', 'mid_work_review']),
  reason: z.string().trim().min(1).max(2000).describe('What you want to know, in a sentence or two.'),
  content: z.string().max(maxPlanCharacters).optional().describe('The plan to approve, as Markdown.'),
});
const ReadBundleItem = z.strictObject({ id: z.string().max(40) });
const Finish = z.strictObject({ summary: z.string().max(maxReasoningCharacters) });

const call = <N extends string, S extends z.ZodType>(tool: N, input: S) => z.object({ tool: z.literal(tool), input });

/** A call of a tool, parsed. */
export const ToolCall = z.discriminatedUnion('tool', [
  call('propose_block', ProposeBlock),
  call('propose_block_update', ProposeBlockUpdate),
  call('create_document', CreateDocument),
  call('record_insight', RecordInsight),
  call('deliver_file', DeliverFile),
  call('request_checkpoint', RequestCheckpoint),
  call('read_bundle_item', ReadBundleItem),
  call('finish', Finish),
]);
export type ToolCall = z.infer<typeof ToolCall>;
export type ToolName = ToolCall['tool'];
export type CallOf<N extends ToolName> = Extract<ToolCall, { tool: N }>['input'];

const descriptions: Readonly<Record<ToolName, readonly [z.ZodType, string]>> = {
  propose_block: [ProposeBlock, 'Propose a new block of knowledge. It takes effect only if a person applies it.'],
  propose_block_update: [
    ProposeBlockUpdate,
    'Propose a new version of a block of the bundle. At most one update per block; revise it if it is sent back.',
  ],
  create_document: [CreateDocument, 'Propose a document that composes knowledge and cites blocks of the bundle.'],
  record_insight: [RecordInsight, 'Propose an observation about the knowledge that changes none of it.'],
  deliver_file: [DeliverFile, 'Propose a text file to deliver. It leaves the knowledge base as it is.'],
  request_checkpoint: [
    RequestCheckpoint,
    'Stop and ask a person: for approval of your plan before you begin, or for a review of what you have so far.',
  ],
  read_bundle_item: [ReadBundleItem, 'Read a block, document or asset of the bundle in full, by id.'],
  finish: [Finish, 'Say that the work is done. The reviewer then sees everything you proposed.'],
};

/**
 * What the Messages API is told, always in the same order, so that the prompt's prefix can be cached. Not in the API's own strict
 * mode, which compatible servers do not know and whose bound on optional members these tools exceed: every call is parsed here.
 */
export const toolDefinitions: readonly Json[] = Object.entries(descriptions).map(([name, [schema, description]]) => ({
  name,
  description,
  input_schema: inputSchemaOf(schema),
}));

/** The model's own search of the web, run by the service that runs the model. What it finds is data, like the bundle. */
export const webSearch: Json = { type: 'web_search_20260318', name: 'web_search', max_uses: 5 };

function inputSchemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(schema, { io: 'input' });
  return z.json().parse(inputSchema);
}

const maxNamedIssues = 5;

/** @returns the call, or a sentence that helps the model to do better. */
export function parseCall(name: string, input: Json): ToolCall | { readonly refused: string } {
  if (!Object.hasOwn(descriptions, name))
    return { refused: `There is no tool of that name. The tools are: ${Object.keys(descriptions).join(', ')}.` };
  const parsed = ToolCall.safeParse({ tool: name, input: wellFormed(input) });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, maxNamedIssues)
    .map(({ path, message }) => `${path.slice(1).join('.') || 'input'}: ${message}`);
  return { refused: `The input of ${name} is not accepted: ${issues.join('; ')}. Nothing was recorded.` };
}

/** JSON writes a half of a surrogate pair, which no store takes, as an escape; it becomes a replacement character. */
const halfPair = /\\ud[89a-f]/;
function wellFormed(value: Json): unknown {
  const json = JSON.stringify(value);
  if (!halfPair.test(json)) return value;
  return JSON.parse(json, (_, member) => (typeof member === 'string' ? member.toWellFormed() : member));
}
