/** Carries out what the model asked for in one answer. Nothing is written here: the commit of the turn writes it all, or nothing. */
import * as z from 'zod';
import { unreachable } from '../errors.ts';
import type { Blobs, Json } from '../platform/index.ts';
import type { Desk } from './desk.ts';
import { needsPlan } from './plan.ts';
import { isProposing, proposalOf } from './proposal.ts';
import { type Answer, propose } from './propose.ts';
import { type CallOf, parseCall, type ToolCall } from './tools.ts';

/** Calls beyond these are answered, but not carried out. */
export const maxCallsPerTurn = 20;
const maxReadCharacters = 256 * 1024;

const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.json().optional(),
});
export type ToolUse = z.infer<typeof ToolUse>;

/** The calls in an answer, in order. */
export const toolUsesOf = (content: readonly Json[]): readonly ToolUse[] =>
  content.flatMap((block) => {
    const parsed = ToolUse.safeParse(block);
    return parsed.success ? [parsed.data] : [];
  });

const harmlessTools: ReadonlySet<string> = new Set(['request_checkpoint', 'read_bundle_item', 'finish']);
/** Whether any of the calls may write an artifact. */
export const mayPropose = (toolUses: readonly ToolUse[]): boolean =>
  toolUses.some(({ name }) => !harmlessTools.has(name));

/**
 * Carries out the calls in order, each against what those before it have come to.
 * @param isCut the answer ended at the limit: its last call may be half of one
 * @returns one tool_result per call
 */
export async function act(
  blobs: Blobs,
  desk: Desk,
  toolUses: readonly ToolUse[],
  isCut: boolean,
): Promise<readonly Json[]> {
  const results: Json[] = [];
  for (const [place, toolUse] of toolUses.entries()) {
    const mayBeHalf = isCut && place === toolUses.length - 1;
    results.push(resultOf(toolUse, await answerTo(blobs, desk, toolUse, place, mayBeHalf)));
  }
  return results;
}

async function answerTo(
  blobs: Blobs,
  desk: Desk,
  toolUse: ToolUse,
  place: number,
  mayBeHalf: boolean,
): Promise<Answer> {
  if (place >= maxCallsPerTurn)
    return { refused: `Only ${maxCallsPerTurn} calls are carried out per turn. Call again in the next one.` };
  if (mayBeHalf) return { refused: 'Your answer was cut off in this call; nothing was recorded. Make it smaller.' };
  const call = parseCall(toolUse.name, toolUse.input ?? {});
  if ('refused' in call) return call;
  return isProposing(call) ? propose(blobs, desk, proposalOf(desk, call), place) : answerPlainly(desk, call);
}

function answerPlainly(
  desk: Desk,
  call: Extract<ToolCall, { tool: 'request_checkpoint' | 'read_bundle_item' | 'finish' }>,
): Answer {
  switch (call.tool) {
    case 'request_checkpoint':
      return ask(desk, call.input);
    case 'read_bundle_item':
      return read(desk, call.input.id);
    case 'finish':
      return finish(desk);
    default:
      return unreachable(call);
  }
}

function ask(desk: Desk, input: CallOf<'request_checkpoint'>): Answer {
  if (desk.request !== undefined) return { refused: 'You have asked a person already; one question at a time.' };
  const isPlan = input.checkpointType === 'plan_approval';
  if (isPlan && desk.session.planApproved) return { refused: 'Your plan is approved. Go on with the work.' };
  if (isPlan && (input.content ?? '').trim() === '') return { refused: 'Give the plan itself in content.' };
  const { checkpointType, reason, content } = input;
  desk.request = { checkpointType, reason, ...(content === undefined ? {} : { content }) };
  return { said: 'Asked. Wait: what the person says comes next.' };
}

function read({ bundle }: Desk, id: string): Answer {
  const { blocks, documents, assets } = bundle.contents;
  const item = [...blocks, ...documents, ...assets].find((one) => one.id === id);
  if (item === undefined) return { refused: `${id} is not in the bundle.` };
  if (item.content === undefined) return { refused: `${id} has no text that could be read.` };
  return { said: item.content.slice(0, maxReadCharacters).toWellFormed() || '(empty)' };
}

function finish(desk: Desk): Answer {
  if (desk.request !== undefined) return { refused: 'You have asked a person; finish after the answer.' };
  if (needsPlan(desk.session))
    return {
      refused: 'Ask for approval of your plan first: call request_checkpoint with checkpointType plan_approval.',
    };
  desk.isFinished = true;
  return { said: 'Finished. The reviewer sees what you proposed.' };
}

const resultOf = ({ id }: ToolUse, answer: Answer): Json => ({
  type: 'tool_result',
  tool_use_id: id,
  ...('refused' in answer ? { content: answer.refused, is_error: true } : { content: answer.said }),
});
