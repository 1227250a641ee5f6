/** Everything around an engine that a case needs: a clock that stands still, scripted tasks, a log of what was called. */
import type { Ids, Json, Log } from '../../../../../lib/platform/index.ts';
import type { Database } from '../../../../../lib/platform/local/database.ts';
import {
  createLocalWorkflowEngine,
  type LocalWorkflowEngine,
  type WorkflowTasks,
} from '../../../../../lib/platform/local/workflow/index.ts';
import { type AslCase, definitionOf, type TaskAnswer } from '../../../../support/asl-cases.ts';
import { createManualClock, type ManualClock } from '../../../../support/manual-clock.ts';

export const executionName = 'execution-1';

/** Predictable secrets, and the middle of every random range. */
export function createCountingIds(): Ids {
  let count = 0;
  const next = (): string => String(++count).padStart(26, '0');
  return {
    next: (prefix) => `${prefix}_${next()}`,
    secret: () => `secret-${next()}`,
    random: () => 0.5,
  };
}

export const silentLog: Log = { info: () => undefined, error: () => undefined };

export interface CaseWorld {
  readonly clock: ManualClock;
  readonly calls: { readonly task: string; readonly payload: Json }[];
  /** Tokens in the order the tasks were given them. */
  readonly tokens: readonly string[];
  /** An engine over this database whose tasks answer as the case says. Also after a crash: the world goes on. */
  openEngine(database: Database): LocalWorkflowEngine;
  /** Resolves when all that can go on without time passing has gone on. */
  settled(engine: LocalWorkflowEngine): Promise<void>;
  /** Lets time pass. Tasks that hang answer when the engine has had the chance to give up on them. */
  pass(engine: LocalWorkflowEngine, seconds: number): Promise<void>;
}

export function createCaseWorld(aslCase: AslCase): CaseWorld {
  const clock = createManualClock();
  const ids = createCountingIds();
  const calls: { task: string; payload: Json }[] = [];
  const tokens: string[] = [];
  let hanging: { readonly endsAt: number; readonly answer: () => void }[] = [];
  let hung = Promise.withResolvers<void>();

  const hang = (seconds: number): Promise<void> => {
    hung.resolve();
    return new Promise((resolve) => hanging.push({ endsAt: clock.now() + seconds * 1000, answer: resolve }));
  };
  // One execution does one thing at a time: while its task hangs, nothing else goes on.
  const settled = async (engine: LocalWorkflowEngine): Promise<void> => {
    if (hanging.length === 0) await Promise.race([engine.idle(), hung.promise]);
  };
  const labelled = (payload: Json, token: string | undefined): Json => {
    if (token !== undefined && !tokens.includes(token)) tokens.push(token);
    if (token === undefined || typeof payload !== 'object' || payload === null || !('taskToken' in payload)) {
      return payload;
    }
    return { ...payload, taskToken: `token ${tokens.indexOf(payload.taskToken as string) + 1}` };
  };
  const tasksFor = (engine: () => LocalWorkflowEngine): WorkflowTasks => {
    const names = JSON.stringify(aslCase.states).matchAll(/"\$\{(\w+)\}"/g);
    return Object.fromEntries(
      Array.from(names, ([, name = '']) => [
        name,
        async (payload, { taskToken }) => {
          calls.push({ task: name, payload: labelled(payload, taskToken) });
          return answer(answerFor(aslCase.tasks?.[name], payload), engine(), taskToken, hang);
        },
      ]),
    );
  };

  return {
    clock,
    calls,
    tokens,
    openEngine(database) {
      hanging = [];
      hung = Promise.withResolvers();
      const engine = createLocalWorkflowEngine({
        database,
        clock,
        ids,
        log: silentLog,
        definitions: { session: definitionOf(aslCase) },
        tasks: tasksFor(() => engine),
      });
      return engine;
    },
    settled,
    async pass(engine, seconds) {
      clock.pass(seconds);
      hung = Promise.withResolvers();
      await engine.runDue();
      const over = hanging.filter(({ endsAt }) => endsAt <= clock.now());
      hanging = hanging.filter((task) => !over.includes(task));
      for (const task of over) task.answer();
      await settled(engine);
    },
  };
}

function answerFor(answers: readonly TaskAnswer[] | undefined, payload: Json): TaskAnswer {
  const attempt = typeof payload === 'object' && payload !== null && 'attempt' in payload ? payload.attempt : 0;
  return answers?.[typeof attempt === 'number' ? attempt : 0] ?? answers?.at(-1) ?? { returns: null };
}

async function answer(
  given: TaskAnswer,
  engine: LocalWorkflowEngine,
  taskToken: string | undefined,
  hang: (seconds: number) => Promise<void>,
): Promise<Json> {
  if ('returns' in given) return given.returns;
  if ('returnsBytes' in given) return 'x'.repeat(given.returnsBytes);
  if ('hangsSeconds' in given) {
    await hang(given.hangsSeconds);
    return 'too late';
  }
  if ('wakesItself' in given) await engine.wake(taskToken ?? '', given.wakesItself);
  if (given.throws === undefined) return null;
  const error = new Error('message' in given ? given.message : 'as scripted');
  error.name = given.throws;
  throw error;
}
