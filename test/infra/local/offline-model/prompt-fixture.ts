/** Requests in the format of the product's prompt, and one that plays the product's side of a conversation. */
import type { Json, Model, ModelRequest } from '../../../../lib/platform/index.ts';

export interface FixtureBlock {
  readonly id: string;
  readonly title: string;
  readonly content: string;
}

export const knowledge: readonly FixtureBlock[] = [
  {
    id: 'blk_pricing',
    title: 'Competitor pricing',
    content: [
      '# Pricing',
      '',
      'Acme charges 49 euros per seat and month. Discounts start at 20 seats.',
      '',
      'Borealis charges by usage, which customers call unpredictable.',
      '',
      '## Contracts',
      '',
      'Annual contracts are common; monthly ones cost 20 % more.',
    ].join('\n'),
  },
  {
    id: 'blk_onboarding',
    title: 'Onboarding interviews',
    content: [
      'Customers need eleven days until their first project runs. The import of old data takes most of that time.',
      '',
      'Three of ten customers gave up during onboarding because nobody answered their questions.',
      '',
      '- Guided tours help small teams',
      '- Large teams want a named contact',
    ].join('\n'),
  },
  {
    id: 'blk_support',
    title: 'Support statistics',
    content: 'Support answers within four hours on average. Pricing questions are every fifth request to support.',
  },
  {
    id: 'blk_old',
    title: 'Old deck',
    content: 'Pricing was 19 euros per seat in 2019. Onboarding took three weeks then.',
  },
];

const escapeAttribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const escapeLines = (text: string) =>
  text.replaceAll(/^[<&].*$/gm, (line) =>
    line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );

interface Task {
  readonly intent: string;
  readonly type?: string;
  readonly agent?: string;
  readonly config?: Json;
  readonly blocks?: readonly FixtureBlock[];
  readonly strategy?: string;
  readonly targets?: readonly string[];
  readonly tools?: readonly string[];
}

const allTools = [
  'propose_block',
  'propose_block_update',
  'create_document',
  'record_insight',
  'deliver_file',
  'request_checkpoint',
  'read_bundle_item',
  'finish',
];

export function requestFor(task: Task): ModelRequest {
  const blocks = (task.blocks ?? knowledge).map(
    ({ id, title, content }) =>
      `<block id="${id}" version="3" title="${escapeAttribute(title)}" score="4.2">\n${escapeLines(content)}\n</block>`,
  );
  const bundle = [
    '<bundle id="bdl_1" digest="sha256:0123">',
    `<task type="${task.type ?? 'research'}" intent="${escapeAttribute(task.intent)}">`,
    `<agent type="${task.agent ?? 'research'}" name="Analyst" config="${escapeAttribute(JSON.stringify(task.config ?? {}))}"/>`,
    ...blocks,
    '<document id="doc_1" title="Handbook">Refunds are paid within 14 days.</document>',
    '<asset id="ast_1" type="template" name="house-style.md"/>',
    '</task>',
    '</bundle>',
  ].join('\n');
  const words = [
    `Task: ${task.intent}`,
    `Approval strategy: ${task.strategy ?? 'final_only'}`,
    ...(task.targets === undefined ? [] : [`Targets: ${task.targets.join(', ')}`]),
  ].join('\n');
  return {
    model: 'offline-extractive-1',
    system: [
      { type: 'text', text: 'You are a supervised agent. Propose, never decide.' },
      { type: 'text', text: bundle, cache_control: { type: 'ephemeral' } },
    ],
    messages: [{ role: 'user', content: [{ type: 'text', text: words }] }],
    tools: (task.tools ?? allTools).map((name) => ({ name, description: name, input_schema: { type: 'object' } })),
    maxTokens: 16_000,
  };
}

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, Json>>;
}

export interface Reply {
  readonly calls: readonly Call[];
  readonly text: string;
  readonly stopReason: string;
  /** The request that carries on: every call answered, then what reviewers wrote. */
  followedBy(reviewText: string): ModelRequest;
}

export async function ask(model: Model, request: ModelRequest): Promise<Reply> {
  const answer = await model.turn(request);
  if (answer.outcome !== 'answered') throw new Error(answer.detail);
  const blocks = answer.content as readonly {
    type: string;
    id: string;
    name: string;
    text: string;
    input: Call['input'];
  }[];
  const calls = blocks.filter((block) => block.type === 'tool_use');
  const results = calls.map((call): Json => ({ type: 'tool_result', tool_use_id: call.id, content: 'ok' }));
  return {
    calls,
    text: blocks.find((block) => block.type === 'text')?.text ?? '',
    stopReason: answer.stopReason,
    followedBy: (reviewText) => ({
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: answer.content },
        { role: 'user', content: [...results, { type: 'text', text: reviewText }] },
      ],
    }),
  };
}

/** What a reviewer sends back: their words, and the artifact as it was proposed. */
export function sentBack(words: string, call: Call, type: string, target?: string): string {
  const targetAttribute = target === undefined ? '' : ` target="${target}"`;
  const title = escapeAttribute(String(call.input.title));
  return [
    '<feedback checkpoint="chk_1" from="Rita">',
    words,
    `<revise artifact="art_1" type="${type}"${targetAttribute} title="${title}">`,
    escapeLines(String(call.input.content)),
    '</revise>',
    '</feedback>',
  ].join('\n');
}
