/** What the system prompt and the first message say: the bundle, the task, how approval works. */
import * as z from 'zod';
import { type Element, readMarkup } from './markup.ts';
import { isText, type MessagesRequest } from './messages-request.ts';
import type { Item } from './passages.ts';

export interface Brief {
  readonly taskType: string;
  readonly intent: string;
  readonly agentType: string;
  readonly config: Config;
  readonly items: readonly Item[];
  readonly assetNames: readonly string[];
  readonly omittedCount: number;
  readonly asksForPlanFirst: boolean;
  /** Blocks the request named. */
  readonly targets: readonly string[];
}

/** The part of an agent's configuration that extracts can follow; anything else is passed over. */
const Config = z.object({
  platforms: z.array(z.string()).catch([]),
  depth: z.enum(['quick_scan', 'medium', 'deep_dive']).catch('medium'),
});
type Config = z.infer<typeof Config>;

const leaves: ReadonlySet<string> = new Set(['block', 'document', 'agent', 'asset', 'omitted']);
const containers: ReadonlySet<string> = new Set(['bundle', 'task']);
const nothing: ReadonlyMap<string, string> = new Map();

export function readBrief(request: MessagesRequest): Brief {
  const bundle = request.system.find((text) => text.trimStart().startsWith('<bundle ')) ?? '';
  const { elements } = readMarkup(bundle.trimStart(), { leaves, containers });
  const task = attributesOf(elements, 'task');
  const agent = attributesOf(elements, 'agent');
  const firstWords = (request.messages[0]?.content ?? [])
    .filter(isText)
    .map((block) => block.text)
    .join('\n');
  return {
    taskType: task.get('type') ?? 'research',
    intent: task.get('intent') ?? firstWords,
    agentType: agent.get('type') ?? 'research',
    config: readConfig(agent.get('config') ?? '{}'),
    items: elements.flatMap(itemOf),
    assetNames: elements.flatMap((element) => (element.name === 'asset' ? [element.attributes.get('name') ?? ''] : [])),
    omittedCount: elements.filter((element) => element.name === 'omitted').length,
    asksForPlanFirst: lastOf(firstWords, /^Approval strategy: *(\w+)/gm) === 'checkpoint_required',
    targets: [...(lastOf(firstWords, /^Targets: *(.+)$/gm) ?? '').matchAll(/blk_\w+/g)].map(([id]) => id),
  };
}

function attributesOf(elements: readonly Element[], name: string): ReadonlyMap<string, string> {
  return elements.find((element) => element.name === name)?.attributes ?? nothing;
}

function itemOf({ name, attributes, text }: Element): Item[] {
  const id = attributes.get('id');
  if ((name !== 'block' && name !== 'document') || id === undefined) return [];
  return [
    { kind: name, id, title: attributes.get('title')?.trim() || id, content: text, version: attributes.get('version') },
  ];
}

function readConfig(text: string): Config {
  let config: unknown = {};
  try {
    config = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // An unreadable configuration configures nothing: the defaults below hold.
  }
  return Config.catch({ platforms: [], depth: 'medium' }).parse(config);
}

/** The last, because the request's own words, which come before, may look alike. */
function lastOf(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}
