import * as z from 'zod';
import type { Json } from '../platform/index.ts';
import { Turn } from '../sessions/index.ts';

/** A list of the Messages API's content blocks, inline up to 8 KB and else in Blobs. As text, so that it stays as it was sent, to the byte. */
export const KeptBlocks = z.object({ json: z.string().optional(), digest: z.string().optional() });
export type KeptBlocks = z.infer<typeof KeptBlocks>;

/** One turn as it is stored: written once, in the commit of everything that it did. */
export const TurnRow = Turn.omit({ input: true, output: true }).extend({
  /** what was new to the model */
  input: KeptBlocks,
  /** what it answered, byte for byte */
  output: KeptBlocks,
  /** what its tool calls came to: the beginning of the next turn's input */
  results: KeptBlocks,
  /** the words of people that `input` holds */
  inputIds: z.array(z.string()),
  /** the latest of them, or of those before */
  lastInputId: z.string().optional(),
  /** of the bundle as it was then; an iteration may stage a new one */
  bundleDigest: z.string(),
});
export type TurnRow = z.infer<typeof TurnRow>;

/** A turn with its blocks at hand. */
export interface TakenTurn {
  readonly row: TurnRow;
  readonly input: readonly Json[];
  readonly output: readonly Json[];
  readonly results: readonly Json[];
}

/** Why the agent can not go on; a person may retry the session. */
export const agentFailures = [
  'agent_refused',
  'answer_too_long',
  'context_window_exceeded',
  'model_rejected_request',
] as const;
export type AgentFailure = (typeof agentFailures)[number];

/** What became of a run of turns, in the words that the workflow's choices route on. */
export type RunOutcome =
  /** there is more to do, but no time left in this invocation */
  | { readonly outcome: 'work' }
  /** a person must be asked: the session's progress says what */
  | { readonly outcome: 'ask' }
  /** the agent is done: the work is to be assessed */
  | { readonly outcome: 'assess' }
  | { readonly outcome: 'failed'; readonly code: AgentFailure; readonly detail: string }
  /** the session has ended, or belongs to a later execution */
  | { readonly outcome: 'closed' };
