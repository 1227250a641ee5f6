/** Writes one turn and everything that it did, at once or not at all. */
import { revisionWrites } from '../artifacts/index.ts';
import { CountersignError } from '../errors.ts';
import { timestamp } from '../identity/index.ts';
import { ConditionFailed, type Json, type ModelAnswer, type Write } from '../platform/index.ts';
import { type AgentInput, readSession, type Session, sessionWrites, transition } from '../sessions/index.ts';
import type { Bundle } from '../staging/index.ts';
import { tell } from '../timeline/index.ts';
import { act, mayPropose, toolUsesOf } from './act.ts';
import { countNew, type Desk, openDesk } from './desk.ts';
import { picoUsdOf, usdOf } from './money.ts';
import { isOurs, type Run, type WorkingSession } from './run.ts';
import type { RunOutcome, TakenTurn, TurnRow } from './schema.ts';
import { keepBlocks, turnIsNew, turnWrite } from './store.ts';
import { endOf, type TurnEnd } from './turn-end.ts';

/** Somebody moved the session meanwhile (a sweeper, a comment): the answer is paid for, so it is tried again on what stands. */
const maxCommitRaces = 10;

export type Answered = Extract<ModelAnswer, { outcome: 'answered' }>;

/** An answer of the model, and what it was an answer to. */
export interface AnsweredTurn {
  readonly number: number;
  readonly bundle: Bundle;
  readonly input: readonly Json[];
  readonly inputs: readonly AgentInput[];
  readonly answer: Answered;
  readonly costUsd: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** `turn` is absent when somebody else took it: then the records say how to go on. */
export interface CommittedTurn {
  readonly outcome: RunOutcome;
  readonly turn?: TakenTurn;
}

/** @throws CountersignError `unavailable` when the session moves too quickly. */
export async function commitTurn(run: Run, session: WorkingSession, answered: AnsweredTurn): Promise<CommittedTurn> {
  let current = session;
  for (let attempt = 1; attempt <= maxCommitRaces; attempt += 1) {
    const { writes, committed } = await planTurn(run, current, answered);
    try {
      await run.ports.table.commit(writes);
      return committed;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (error.condition === turnIsNew) return { outcome: { outcome: 'work' } };
    }
    const found = await readSession(run.ports.table, run.target.workspaceId, run.target.sessionId);
    if (!isOurs(found, run.target)) return { outcome: { outcome: 'closed' } };
    current = found;
  }
  throw new CountersignError('unavailable', 'The session changes too quickly at the moment.', { retryAfterSeconds: 1 });
}

async function planTurn(
  run: Run,
  session: WorkingSession,
  answered: AnsweredTurn,
): Promise<{ readonly writes: readonly Write[]; readonly committed: CommittedTurn }> {
  const { ports } = run;
  const { answer, number, bundle, startedAtMs } = answered;
  // A refused answer counts for nothing: not even the calls before the refusal are carried out.
  const toolUses = answer.stopReason === 'refusal' ? [] : toolUsesOf(answer.content);
  const desk = await openDesk(ports, { session, bundle, turn: number, startedAtMs }, mayPropose(toolUses));
  const results = await act(ports.blobs, desk, toolUses, answer.stopReason === 'max_tokens');
  const used = withUsage(session, desk, answered);
  const end = endOf(used, factsOf(run, desk, answered, toolUses.length));
  const next = { ...used, ...(end.limitStops === undefined ? {} : { limitStops: end.limitStops }) };
  const moved = transition(next, { command: 'continue', progress: end.progress }, ports.clock.now());
  const row = await rowOf(run, answered, results);
  const writes = [
    turnWrite(session.workspaceId, session.id, row),
    ...[...desk.written.values()].flatMap((revision) => revisionWrites(session.workspaceId, revision)),
    ...sessionWrites(session, moved),
    eventOf(run, session, desk, answered, end),
  ];
  const turn: TakenTurn = { row, input: answered.input, output: answer.content, results };
  return { writes, committed: { outcome: end.outcome, turn } };
}

/** Cache writes count as input: a session shows what was sent, whatever was kept of it. */
function withUsage(session: Session, desk: Desk, { answer, costUsd }: AnsweredTurn): Session {
  const { usage } = session;
  const { inputTokens, cacheWriteTokens, outputTokens, cacheReadTokens } = answer.usage;
  return {
    ...session,
    artifactsCount: session.artifactsCount + countNew(desk),
    usage: {
      turns: usage.turns + 1,
      inputTokens: usage.inputTokens + inputTokens + cacheWriteTokens,
      outputTokens: usage.outputTokens + outputTokens,
      cacheReadTokens: usage.cacheReadTokens + cacheReadTokens,
      costUsd: usdOf(picoUsdOf(usage.costUsd) + picoUsdOf(costUsd)),
    },
  };
}

function factsOf({ turns }: Run, desk: Desk, { answer, durationMs }: AnsweredTurn, callCount: number) {
  const others = turns.toReversed().findIndex(({ row }) => row.stopReason !== 'max_tokens');
  const cutBefore = others === -1 ? turns.length : others;
  return {
    stopReason: answer.stopReason,
    text: textOf(answer.content),
    callCount,
    request: desk.request,
    isFinished: desk.isFinished,
    cutAnswers: answer.stopReason === 'max_tokens' ? cutBefore + 1 : 0,
    workMs: workMsOf(turns) + durationMs,
  };
}

/** How long the agent has worked, the waiting for people aside. */
export const workMsOf = (turns: readonly TakenTurn[]): number =>
  turns.reduce((sum, { row }) => sum + row.durationMs, 0);

const textOf = (content: readonly Json[]): string =>
  content
    .flatMap((block) =>
      block !== null && typeof block === 'object' && 'type' in block && block.type === 'text' && 'text' in block
        ? [String(block.text)]
        : [],
    )
    .join('\n\n')
    .toWellFormed();

async function rowOf(run: Run, answered: AnsweredTurn, results: readonly Json[]): Promise<TurnRow> {
  const { answer, inputs, startedAtMs } = answered;
  const { workspaceId } = run.target;
  const keep = (blocks: readonly Json[]) => keepBlocks(run.ports.blobs, workspaceId, blocks);
  const [input, output, kept] = await Promise.all([keep(answered.input), keep(answer.content), keep(results)]);
  const lastInputId = latest([run.turns.at(-1)?.row.lastInputId, ...inputs.map(({ id }) => id)]);
  return {
    number: answered.number,
    input,
    output,
    results: kept,
    inputIds: inputs.map(({ id }) => id),
    ...(lastInputId === undefined ? {} : { lastInputId }),
    bundleDigest: answered.bundle.digest,
    stopReason: answer.stopReason,
    model: answer.model,
    usage: { ...answer.usage, costUsd: answered.costUsd },
    startedAt: timestamp(startedAtMs),
    durationMs: answered.durationMs,
  };
}

const latest = (ids: readonly (string | undefined)[]): string | undefined =>
  ids.reduce((last, id) => (last === undefined || (id !== undefined && id > last) ? id : last), undefined);

function eventOf(run: Run, session: Session, desk: Desk, { number, answer }: AnsweredTurn, end: TurnEnd): Write {
  const { workspaceId, projectId, id: sessionId, executedByAgentId: actor } = session;
  const written = desk.written.size;
  const did = written === 0 ? 'proposed nothing' : `wrote ${written} artifact${written === 1 ? '' : 's'}`;
  return tell(run.ports, {
    type: 'session.turn_taken',
    workspaceId,
    projectId,
    sessionId,
    actor,
    summary: `Turn ${number}: the agent ${did}.`,
    data: {
      turn: number,
      artifacts: written,
      stopReason: answer.stopReason.slice(0, 100).toWellFormed(),
      inputTokens: answer.usage.inputTokens,
      outputTokens: answer.usage.outputTokens,
      next: end.progress.next,
    },
  });
}
