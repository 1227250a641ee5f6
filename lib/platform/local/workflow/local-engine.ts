import { CountersignError } from '../../../errors.ts';
import type { ExecutionDescription } from '../../ports.ts';
import type { Json } from '../../table.ts';
import { acceptExecutionName, encodeWorkflowPayload } from '../../workflow-input.ts';
import { advance, begin } from './advance.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import type { Definition, TaskState } from './definition.ts';
import { createDefinitionArchive, type DefinitionArchive } from './definition-archive.ts';
import { DefinitionRefused } from './definition-schema.ts';
import type { LocalWorkflowEngine, LocalWorkflowOptions } from './engine-options.ts';
import {
  attemptOf,
  type Execution,
  type InFlight,
  isTask,
  type RunningExecution,
  type Standing,
  type WorkflowEvent,
} from './execution.ts';
import { createExecutionStore, type ExecutionStore } from './execution-store.ts';
import { failureOfTask, runtimeError } from './failure.ts';
import { invokeTask } from './invoke-task.ts';

/** As long as Step Functions keeps a finished execution, and with it its name. */
export const finishedRetentionMs = 90 * 24 * 60 * 60 * 1000;
const pruneIntervalMs = 60 * 60 * 1000;
const rowsPerLook = 500;
/** Tries to commit a task's result while the database refuses; afterwards the task runs again at the next start. */
const maxCommitAttempts = 10;
const commitRetryMs = 1_000;
/** Races a wake may lose against events that leave its token valid. */
const maxWakeRaces = 10;

/**
 * The embedded host's durable interpreter of Amazon States Language. Each result is in the database's queue before anything
 * follows from it, and that queue is committed in order, so a kill at any moment loses nothing; tasks are invoked at least once.
 * @throws DefinitionRefused when a definition holds anything the engine does not run.
 */
export function createLocalWorkflowEngine(options: LocalWorkflowOptions): LocalWorkflowEngine {
  return new LocalEngine(options);
}

class LocalEngine implements LocalWorkflowEngine {
  readonly #options: LocalWorkflowOptions;
  readonly #store: ExecutionStore;
  readonly #archive: DefinitionArchive;
  readonly #session: Definition;
  readonly #alarm: Alarm;
  /** Until what follows from their answer is committed: before, nobody can read that they were called. */
  readonly #inFlight = new Map<string, InFlight>();
  /** Everything that goes on without a caller waiting for it. */
  readonly #activities = new Set<Promise<void>>();
  readonly #commits = new Set<Promise<unknown>>();
  #nextPruneAt = 0;
  #open = true;

  constructor(options: LocalWorkflowOptions) {
    this.#options = options;
    this.#store = createExecutionStore(options.database);
    this.#archive = createDefinitionArchive(options.database, Object.keys(options.tasks));
    this.#session = this.#archive.install('session', options.definitions.session);
    this.#alarm = createAlarm(options.clock, () => this.#onAlarm());
  }

  async start(workflow: 'session', name: string, input: Json): Promise<void> {
    this.#assertOpen();
    const { clock } = this.#options;
    const definition = this.#session;
    const created: Execution = {
      workflow,
      name: acceptExecutionName(name),
      definition: definition.digest,
      // A copy, which the caller can no longer change.
      input: JSON.parse(encodeWorkflowPayload(input)),
      startedAt: clock.now(),
      revision: 0,
      // Never stored: `begin` answers where it first rests.
      standing: { at: 'end', status: 'succeeded', output: null },
    };
    await this.#archive.store(definition);
    const execution = { ...created, standing: await begin({ definition, ...this.#options }, created) };
    const isOnlyStart = this.#store.describe(workflow, name) === undefined && !this.#inFlight.has(attemptOf(execution));
    await this.#moveTo(execution, (pace) => this.#store.insert(execution, clock.now(), pace), isOnlyStart);
  }

  async wake(token: string, output: Json): Promise<'woken' | 'gone'> {
    this.#assertOpen();
    const result: Json = JSON.parse(encodeWorkflowPayload(output));
    for (let race = 0; race < maxWakeRaces; race += 1) {
      const execution = this.#store.findByToken(token);
      if (execution === undefined || this.#isOverdue(execution)) return 'gone';
      if (await this.#settle(execution, { kind: 'completed', result })) return 'woken';
    }
    throw new CountersignError('unavailable', 'The execution is changing too fast to be woken.');
  }

  async stop(workflow: 'session', name: string, cause: string): Promise<void> {
    this.#assertOpen();
    await this.#committing(this.#store.abort(workflow, name, cause, this.#options.clock.now()));
  }

  async describe(workflow: 'session', name: string): Promise<ExecutionDescription | undefined> {
    return this.#store.describe(workflow, name);
  }

  async resume(): Promise<void> {
    this.#assertOpen();
    let page = this.#store.findInFlight(0, rowsPerLook);
    while (page.executions.length > 0) {
      for (const execution of page.executions) if (!this.#inFlight.has(attemptOf(execution))) this.#launch(execution);
      page = this.#store.findInFlight(page.after, rowsPerLook);
    }
    await this.runDue();
  }

  async idle(): Promise<void> {
    while (this.#activities.size > 0) await Promise.all(this.#activities);
  }

  async runDue(): Promise<void> {
    if (!this.#open) return;
    const now = this.#options.clock.now();
    const timedOut = [...this.#inFlight.values()].filter(({ dueAt }) => dueAt !== undefined && dueAt <= now);
    for (const { execution } of timedOut) this.#inFlight.delete(attemptOf(execution));
    await this.#settleAll(timedOut.map(({ execution }) => execution));
    for (let rows = rowsPerLook; rows === rowsPerLook && this.#open; ) {
      const due = this.#store.findDue(now, rowsPerLook);
      await this.#settleAll(due);
      rows = due.length;
    }
    await this.#prune(now);
    this.#setAlarm();
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#alarm.close();
    await Promise.allSettled(this.#commits);
  }

  /** Takes an event: works out what follows, commits it, acts on it. False when another event was faster. */
  async #settle(execution: RunningExecution, event: WorkflowEvent): Promise<boolean> {
    const standing = await this.#standingAfter(execution, event);
    const next = { ...execution, standing, revision: execution.revision + 1 };
    // A task's answer and its timeout exclude each other (`#inFlight`), so that only who stops the execution is a rival;
    // a token may be used by anybody, and often.
    const isOnlyEvent = execution.standing.at === 'task' && this.#store.isAt(execution);
    const now = this.#options.clock.now();
    return this.#moveTo(next, (pace) => this.#store.replace(next, now, pace), isOnlyEvent);
  }

  /**
   * Commits a standing and acts on it. After an event without rivals the next task begins at once: what it commits is queued
   * behind its standing, and so is the standing that follows from its answer: neither can outlive it. A token is not handed out
   * before it is good.
   */
  async #moveTo(
    execution: Execution,
    commit: (pace?: 'patient') => Promise<boolean>,
    isOnlyEvent: boolean,
  ): Promise<boolean> {
    if (isOnlyEvent && isTask(execution) && execution.standing.at === 'task') {
      const committed = this.#committing(commit('patient'));
      this.#launch(execution);
      return committed;
    }
    const won = await this.#committing(commit(execution.standing.at === 'end' ? 'patient' : undefined));
    if (won) this.#follow(execution);
    return won;
  }

  async #standingAfter(execution: RunningExecution, event: WorkflowEvent): Promise<Standing> {
    const definition = this.#archive.find(execution.workflow, execution.definition);
    if (definition instanceof DefinitionRefused) {
      return { at: 'end', status: 'failed', error: runtimeError, cause: definition.message };
    }
    return advance({ definition, ...this.#options }, execution, event);
  }

  /** For events nobody can bring again: a database that refuses for a moment must not lose a task's result. */
  async #settleFirmly(execution: RunningExecution, event: WorkflowEvent): Promise<void> {
    for (let attempt = 1; this.#open; attempt += 1) {
      try {
        await this.#settle(execution, event);
        return;
      } catch (error) {
        if (!this.#open) return;
        if (attempt === maxCommitAttempts) throw error;
        await this.#options.clock.sleep(commitRetryMs);
      }
    }
  }

  async #settleAll(executions: readonly RunningExecution[]): Promise<void> {
    await Promise.all(executions.map((execution) => this.#settleFirmly(execution, { kind: 'due' })));
  }

  /** Does what a committed standing asks for. */
  #follow(execution: Execution): void {
    const { standing, workflow, name } = execution;
    if (isTask(execution)) this.#launch(execution);
    else if ('dueAt' in standing) {
      if (this.#open) this.#alarm.set(standing.dueAt);
    } else if (standing.at === 'end' && standing.status === 'failed') {
      this.#options.log.error('workflow.failed', { workflow, execution: name, error: standing.error });
    }
  }

  #launch(execution: RunningExecution): void {
    // A commit that is tried again leads to a task that runs already; but for an answer that came too early to count.
    if (!this.#open || this.#inFlight.get(attemptOf(execution))?.isAnswered === false) return;
    const definition = this.#archive.find(execution.workflow, execution.definition);
    const state =
      definition instanceof DefinitionRefused ? undefined : definition.states.get(execution.standing.position.state);
    if (state?.type !== 'task') {
      this.#track(execution, this.#settleFirmly(execution, { kind: 'due' }));
      return;
    }
    const { standing } = execution;
    const timesOutAt = 'dueAt' in standing ? standing.dueAt : this.#options.clock.now() + state.timeoutMs;
    const inFlight = { execution, dueAt: 'dueAt' in standing ? undefined : timesOutAt, isAnswered: false };
    this.#inFlight.set(attemptOf(execution), inFlight);
    this.#alarm.set(timesOutAt);
    this.#track(execution, this.#runTask(inFlight, state));
  }

  async #runTask(inFlight: InFlight, state: TaskState): Promise<void> {
    const { execution } = inFlight;
    const event = await invokeTask(this.#options.tasks, execution, state);
    const attempt = attemptOf(execution);
    // Not when it has timed out.
    if (!this.#open || this.#inFlight.get(attempt) !== inFlight) return;
    inFlight.dueAt = undefined;
    inFlight.isAnswered = true;
    try {
      if (event.kind === 'completed' && 'token' in execution.standing)
        await this.#store.markInvoked(execution.standing.token);
      else await this.#settleFirmly(execution, event);
    } finally {
      if (this.#inFlight.get(attempt) === inFlight) this.#inFlight.delete(attempt);
    }
  }

  /** Keeps `idle` informed, and is the last place an error of the engine itself can be seen. */
  #track(execution: RunningExecution, work: Promise<void>): void {
    const activity = work
      .catch((error: unknown) => {
        if (!this.#open) return;
        const { error: name } = failureOfTask(error);
        this.#options.log.error('workflow.stalled', { execution: execution.name, error: name });
      })
      .finally(() => this.#activities.delete(activity));
    this.#activities.add(activity);
  }

  #onAlarm(): void {
    const looking = this.runDue()
      .catch((error: unknown) => {
        this.#options.log.error('workflow.timers_stalled', { error: failureOfTask(error).error });
        this.#alarm.set(this.#options.clock.now() + commitRetryMs);
      })
      .finally(() => this.#activities.delete(looking));
    this.#activities.add(looking);
  }

  #setAlarm(): void {
    if (!this.#open) return;
    const times = [...this.#inFlight.values()].map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY);
    const earliest = Math.min(this.#store.nextDueAt() ?? Number.POSITIVE_INFINITY, this.#nextPruneAt, ...times);
    this.#alarm.reset(earliest);
  }

  async #prune(now: number): Promise<void> {
    if (now < this.#nextPruneAt) return;
    this.#nextPruneAt = now + pruneIntervalMs;
    for (let removed = rowsPerLook; removed === rowsPerLook && this.#open; ) {
      removed = await this.#committing(this.#store.prune(now - finishedRetentionMs, rowsPerLook));
    }
  }

  async #committing<T>(commit: Promise<T>): Promise<T> {
    this.#commits.add(commit);
    try {
      return await commit;
    } finally {
      this.#commits.delete(commit);
    }
  }

  #isOverdue({ standing }: RunningExecution): boolean {
    return 'dueAt' in standing && standing.dueAt <= this.#options.clock.now();
  }

  #assertOpen(): void {
    if (!this.#open) throw new CountersignError('unavailable', 'The workflow engine is closed.');
  }
}
