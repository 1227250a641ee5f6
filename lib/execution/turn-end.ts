/** What an answer means for the work: pure, from what the model said and what its calls came to. */
import type { Progress, Session } from '../sessions/index.ts';
import { reachedLimit, stopsAfter } from './limits.ts';
import { needsPlan } from './plan.ts';
import type { RunOutcome } from './schema.ts';
import { maxPlanCharacters } from './tools.ts';

/** Answers cut off at the limit, one after the other; after so many the agent has failed. */
export const maxCutAnswers = 3;
const maxDetailCharacters = 500;

export interface TurnFacts {
  readonly stopReason: string;
  /** what the model said, without thinking and calls */
  readonly text: string;
  readonly callCount: number;
  readonly request: Extract<Progress, { next: 'checkpoint' }>['request'] | undefined;
  readonly isFinished: boolean;
  /** answers that were cut off without a break, this one included */
  readonly cutAnswers: number;
  /** of all turns, this one included */
  readonly workMs: number;
}

export interface TurnEnd {
  readonly progress: Progress;
  readonly limitStops?: number;
  /** `work` = the next turn may follow at once */
  readonly outcome: RunOutcome;
}

/** @param session as it is after the turn: its usage and count of artifacts include it */
export function endOf(session: Session, facts: TurnFacts): TurnEnd {
  const { stopReason, callCount, cutAnswers } = facts;
  if (stopReason === 'refusal') return failed('agent_refused', facts.text || 'The model refused to go on.');
  if (facts.request !== undefined) return asks(facts.request);
  if (facts.isFinished) return finished;
  if (stopReason === 'model_context_window_exceeded')
    return session.artifactsCount > 0
      ? finished
      : failed('context_window_exceeded', 'The conversation has outgrown the model before anything was proposed.');
  if (stopReason === 'max_tokens')
    return cutAnswers > 0 && cutAnswers % maxCutAnswers === 0
      ? failed('answer_too_long', `${maxCutAnswers} answers in a row were cut off at the limit.`)
      : goOn(session, facts.workMs);
  if (callCount > 0 || stopReason === 'pause_turn') return goOn(session, facts.workMs);
  return needsPlan(session) ? asks(planFrom(facts.text)) : finished;
}

const finished: TurnEnd = { progress: { next: 'assess' }, outcome: { outcome: 'assess' } };

const asks = (request: NonNullable<TurnFacts['request']>): TurnEnd => ({
  progress: { next: 'checkpoint', request },
  outcome: { outcome: 'ask' },
});

/** The progress stays, so that a retry takes the work up where it is. */
const failed = (code: Extract<RunOutcome, { outcome: 'failed' }>['code'], detail: string): TurnEnd => ({
  progress: { next: 'agent' },
  outcome: { outcome: 'failed', code, detail: detail.slice(0, maxDetailCharacters).toWellFormed() },
});

/** An agent that should have asked and only talked: what it said is its plan. */
const planFrom = (text: string): NonNullable<TurnFacts['request']> => ({
  checkpointType: 'plan_approval',
  reason: 'The approval strategy asks for an approved plan before any work is proposed.',
  content: text.trim() === '' ? 'The agent gave no plan.' : text.slice(0, maxPlanCharacters).toWellFormed(),
});

function goOn(session: Session, workMs: number): TurnEnd {
  const reason = reachedLimit(session, workMs);
  return reason === undefined
    ? { progress: { next: 'agent' }, outcome: { outcome: 'work' } }
    : stopAtLimit(session, workMs, reason);
}

/** A person decides whether the work goes on beyond its budget (S6). */
export const stopAtLimit = (session: Session, workMs: number, reason: string): TurnEnd => ({
  ...asks({ checkpointType: 'mid_work_review', reason }),
  limitStops: stopsAfter(session, workMs),
});
