/** One process of the embedded host: its adapters over the run's database, and what it runs beside requests. */
import { MailMessage, sendMail } from '../../../functions/events/send-mail.ts';
import { keepRunningDue } from '../../../infra/local/due-loop.ts';
import { followChanges } from '../../../infra/local/follow-changes.ts';
import { definitions, tasks } from '../../../infra/local/workflow-definitions.ts';
import type {
  Clock,
  ExecutionDescription,
  Ids,
  Json,
  Log,
  Model,
  Platform,
  Table,
} from '../../../lib/platform/index.ts';
import type { Database } from '../../../lib/platform/local/database.ts';
import { createLocalMailer, type StoredMail } from '../../../lib/platform/local/mailer.ts';
import { createLocalQueue } from '../../../lib/platform/local/queue.ts';
import { createSqliteBlobs } from '../../../lib/platform/local/sqlite-blobs.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { createLocalWorkflowEngine, type WorkflowTasks } from '../../../lib/platform/local/workflow/index.ts';
import { copyEvents } from '../../../lib/timeline/index.ts';
import { runDue } from '../../../lib/timers/index.ts';
import { type Enter, gatedPort } from './gated-port.ts';
import { type Invocation, invoke } from './invocation.ts';
import { createMemoryBlobs } from './memory-blobs.ts';
import type { PortCall } from './port-call.ts';
import { secrets } from './secrets.ts';

export interface SimulatedProcess {
  readonly platform: Platform;
  /** The tables, without waiting at the gate. */
  readonly table: Table;
  /** An execution of a session's workflow, likewise. */
  describe(execution: string): Promise<ExecutionDescription | undefined>;
  readonly alive: boolean;
  /** Resolves when it is killed. */
  readonly died: Promise<void>;
  /** The loops of the host begin, and the engine goes on with what it finds. */
  start(): void;
  /** Everything in flight is abandoned: nothing of it ever goes on. */
  kill(): void;
  mails(): readonly StoredMail[];
  /** Messages that were given up. */
  deadMessages(): number;
}

export interface ProcessSettings {
  readonly database: Database;
  readonly clock: Clock;
  /** For one loop that looks for work. */
  readonly loopClock: () => Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly model: Model;
  /** The host ends when it can not start; whoever runs it starts it again. */
  readonly onFailedStart: () => void;
  /** Where each call at a port waits for its turn, and for its fault. */
  readonly enter: Enter;
}

export function createProcess(settings: ProcessSettings): SimulatedProcess {
  const { database, clock, ids, log } = settings;
  const death = Promise.withResolvers<void>();
  let alive = true;
  const gate = <P extends object>(port: PortCall['port'], target: P, methods: readonly (keyof P & string)[]): P =>
    gatedPort(target, methods, (call, perform) => settings.enter({ port, process: self, ...call }, perform));
  const hostStore = gate('host store', { ...database, close: () => {} }, ['write']);

  const engine = createLocalWorkflowEngine({
    database: hostStore,
    clock,
    ids,
    log,
    definitions,
    tasks: tasksOf(() => self),
  });
  const table = createSqliteTable(database, clock);
  const queue = createLocalQueue({ database: hostStore, clock: settings.loopClock(), log });
  const mailer = createLocalMailer({ database, clock });
  const platform = {
    table: gate('table', table, ['get', 'getMany', 'query', 'commit', 'changes']),
    blobs: gate('blobs', createSqliteBlobs(database, createMemoryBlobs()), ['put', 'get', 'has']),
    queue: gate('queue', queue, ['send']),
    engine: gate('engine', engine, ['start', 'wake', 'stop', 'describe']),
    mailer: gate('mailer', mailer, ['send']),
    secrets: gate('secrets', secrets, ['get']),
    model: gate('model', settings.model, ['turn']),
    // Nobody has a page open.
    push: { send: async () => 'gone' as const, close: async () => {}, isIdle: true },
    clock,
    ids,
    log,
    testClock: undefined,
    refreshClock: async () => {},
  };

  const self: SimulatedProcess = {
    platform,
    table,
    describe: (execution) => engine.describe('session', execution),
    get alive() {
      return alive;
    },
    died: death.promise,
    start() {
      const looking = () => ({ ...platform, clock: settings.loopClock() });
      engine.resume().catch(settings.onFailedStart);
      followChanges(looking(), 'write-timelines', (changes, reached) =>
        deliver(self, 'changes', () => copyEvents(platform.table, changes, [reached])),
      );
      queue.consume('mail', (message) => deliver(self, 'mail', () => sendMail(MailMessage.parse(message))));
      keepRunningDue(looking(), () =>
        deliver(self, 'due', async () => {
          await runDue(platform);
          await engine.runDue();
        }),
      );
    },
    kill() {
      alive = false;
      void engine.close();
      death.resolve();
    },
    mails: () => mailer.recent(1_000),
    deadMessages: () => queue.dead('mail').length,
  };
  return self;
}

/** Runs one delivery as an invocation that may be delivered again. */
export function deliver<T>(process: SimulatedProcess, name: string, work: () => Promise<T>): Promise<T> {
  const again = (): Promise<T> => invoke({ name: `${name} again`, process, again: undefined }, work);
  const invocation: Invocation = { name, process, again };
  return invoke(invocation, work);
}

const tasksOf = (process: () => SimulatedProcess): WorkflowTasks =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: Json, context: { readonly taskToken?: string }) =>
        deliver(process(), name, () => task(payload, context)),
    ]),
  );
