/** The managed agent's loop (S4): turn after turn on the bundle alone, each persisted before the next. */
import { readSession } from '../sessions/index.ts';
import { type AgentPorts, isOurs, type Run, type RunTarget } from './run.ts';
import type { RunOutcome } from './schema.ts';
import { readTurns } from './store.ts';
import { takeTurn } from './take-turn.ts';

/** The longest that one call to the model may take, its retries included: no turn is begun with less time left. */
export const longestCallMs = 10 * 60_000;
/** A run ends after so many rounds, whatever the session's limits say; the workflow calls again. */
export const maxRoundsPerRun = 200;

/**
 * Runs turns until a person must be asked, the agent is done, or the time is up; at least one, so that the work always moves.
 * Nothing is kept between runs but the records: after a crash the next run goes on from the last turn and repeats none.
 * @param deadlineMs epoch milliseconds by which this must have returned
 * @throws CountersignError `unavailable`: the workflow repeats the step
 */
export async function runAgent(ports: AgentPorts, target: RunTarget, deadlineMs: number): Promise<RunOutcome> {
  let run: Run | undefined;
  for (let round = 0; round < maxRoundsPerRun; round += 1) {
    const session = await readSession(ports.table, target.workspaceId, target.sessionId);
    if (session?.status === 'pending_review' && session.execution === target.execution) return { outcome: 'ask' };
    if (!isOurs(session, target)) return { outcome: 'closed' };
    if (session.progress.next === 'checkpoint') return { outcome: 'ask' };
    if (session.progress.next === 'assess') return { outcome: 'assess' };
    if (session.progress.next !== 'agent') return { outcome: 'closed' };
    if (round > 0 && deadlineMs - ports.clock.now() < longestCallMs) return { outcome: 'work' };
    run ??= { ports, target, turns: await readTurns(ports, target.workspaceId, target.sessionId) };
    const { outcome, turn } = await takeTurn(run, session);
    if (outcome.outcome !== 'work') return outcome;
    if (turn === undefined) run = undefined;
    else run.turns.push(turn);
  }
  return { outcome: 'work' };
}
