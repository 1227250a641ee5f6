import { CountersignError } from '../errors.ts';
import { ConditionFailed } from '../platform/index.ts';
import { sessionWrites, transition } from '../sessions/index.ts';
import { type Bundle, readBundle } from '../staging/index.ts';
import { type CommittedTurn, commitTurn, workMsOf } from './commit-turn.ts';
import { reachedLimit } from './limits.ts';
import { usdOf } from './money.ts';
import { newWords } from './new-words.ts';
import { costOf } from './prices.ts';
import { modelRequest, taskMessage } from './prompt.ts';
import type { Run, WorkingSession } from './run.ts';
import { nextInput, transcriptOf } from './transcript.ts';
import { stopAtLimit } from './turn-end.ts';

/** Said where an iteration has staged a new bundle, because knowledge moved under the work. */
const bundleIsNew =
  'The bundle was staged anew; its blocks may be newer than those you saw. Updates are made for the new versions.';

/**
 * One turn: what is new, the model's answer, what its calls come to, and one commit.
 * @throws CountersignError `unavailable` when the model is, after its adapter's own retries: nothing is lost, the step is repeated.
 */
export async function takeTurn(run: Run, session: WorkingSession): Promise<CommittedTurn> {
  const { ports, turns } = run;
  const workMs = workMsOf(turns);
  const reason = reachedLimit(session, workMs);
  if (reason !== undefined) return stop(run, session, workMs, reason);
  const [bundle, words] = await Promise.all([bundleOf(ports, session), newWords(ports, session, turns)]);
  const input = nextInput(turns, [...openingWords(run, session, bundle), ...words.texts]);
  const request = modelRequest(session, bundle, transcriptOf(turns, input));
  const startedAtMs = ports.clock.now();
  const answer = await ports.model.turn(request);
  if (answer.outcome === 'unavailable') throw modelUnavailable(answer.detail, answer.retryAfterSeconds);
  if (answer.outcome === 'refused_request')
    return { outcome: { outcome: 'failed', code: 'model_rejected_request', detail: answer.detail } };
  const costUsd = usdOf(costOf(answer.model, answer.usage, ports.prices));
  tellCost(run, answer.model, costUsd);
  return commitTurn(run, session, {
    number: (turns.at(-1)?.row.number ?? 0) + 1,
    bundle,
    input,
    inputs: words.inputs,
    answer,
    costUsd,
    startedAtMs,
    durationMs: Math.max(0, ports.clock.now() - startedAtMs),
  });
}

/** Paid for, whatever becomes of the turn; an alarm goes by the sum. A model of one's own costs nothing and says nothing. */
function tellCost({ ports, target }: Run, model: string, costUsd: string): void {
  if (Number(costUsd) > 0) ports.log.info('model.paid', { ...target, model, costUsd: Number(costUsd) });
}

/** What the agent works from, and all it may know. @throws CountersignError `internal` before anything was staged. */
async function bundleOf(ports: Run['ports'], session: WorkingSession): Promise<Bundle> {
  const { workspaceId, projectId, bundleId } = session;
  const bundle = bundleId && (await readBundle(ports, workspaceId, projectId, bundleId));
  if (!bundle) throw new CountersignError('internal', `The session ${session.id} runs without a bundle.`);
  return bundle;
}

/** What the platform itself has to say. */
function openingWords({ turns }: Run, session: WorkingSession, bundle: Bundle): readonly string[] {
  const last = turns.at(-1);
  if (last === undefined) return [taskMessage(session, bundle)];
  return last.row.bundleDigest === bundle.digest ? [] : [bundleIsNew];
}

const modelUnavailable = (detail: string, retryAfterSeconds: number | undefined): CountersignError =>
  new CountersignError('unavailable', `The model is not available: ${detail}`, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** No call is made: the budget was used up by what came before. */
async function stop(run: Run, session: WorkingSession, workMs: number, reason: string): Promise<CommittedTurn> {
  const { progress, limitStops = 1, outcome } = stopAtLimit(session, workMs, reason);
  const next = transition({ ...session, limitStops }, { command: 'continue', progress }, run.ports.clock.now());
  try {
    await run.ports.table.commit(sessionWrites(session, next));
    return { outcome };
  } catch (error) {
    // Somebody moved the session: the loop looks again.
    if (error instanceof ConditionFailed) return { outcome: { outcome: 'work' } };
    throw error;
  }
}
