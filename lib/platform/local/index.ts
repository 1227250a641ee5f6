/** `#platform` of the embedded host: everything in one process, one SQLite file and one folder. */
import { join } from 'node:path';
import { CountersignError } from '../../errors.ts';
import { createAnthropicModel } from '../anthropic/index.ts';
import { createMovableClock, createSystemClock } from '../clock.ts';
import { createIds } from '../ids.ts';
import { createLog } from '../log.ts';
import type { Platform } from '../platform.ts';
import type { Clock, Ids, Model, Secrets } from '../ports.ts';
import type { Key, Table } from '../table.ts';
import { type Database, openDatabase } from './database.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { createLocalMailer, type LocalMailer } from './mailer.ts';
import { createLocalPush, type LocalPush } from './push.ts';
import { createLocalQueue, type LocalQueue } from './queue.ts';
import { createLocalSecrets } from './secrets.ts';
import { createFileSigner, type FileSigner } from './signed-files.ts';
import { createSqliteBlobs } from './sqlite-blobs.ts';
import { createSqliteTable } from './sqlite-table.ts';
import {
  createLocalWorkflowEngine,
  type LocalWorkflowEngine,
  type WorkflowDefinitions,
  type WorkflowTasks,
} from './workflow/index.ts';

export { attachmentDisposition, safeContentType } from '../attachment.ts';
export type { StoredMail } from './mailer.ts';
export type { LocalPush } from './push.ts';
export type { DeadMessage, LocalQueue } from './queue.ts';
export type { QueueConsumer, QueueHandler } from './queue-consumer.ts';
export type { FileSigner, SignedFile } from './signed-files.ts';

const databaseFile = 'countersign.sqlite';
const blobsFolder = 'blobs';
/** One turn with a long answer; after it the session's retry begins. */
const modelTimeoutMs = 10 * 60_000;

export interface LocalPlatformOptions {
  readonly dataFolder: string;
  /** ANTHROPIC_API_KEY, MODEL_BASE_URL, MODEL_PROVIDER and AWS_REGION are read; an empty variable counts as unset. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly definitions: WorkflowDefinitions;
  readonly tasks: WorkflowTasks;
  /** Where people reach the host, e.g. `http://localhost:4400`. */
  readonly publicUrl: string;
  /** Answers the turns as long as the environment names no model. */
  readonly offlineModel?: { readonly baseUrl: string; readonly fetch?: typeof fetch };
  /** Lets `/test/clock` move the time. @default false */
  readonly testClock?: boolean;
  /** Which rows of the work table `changes` tells of. @default all */
  readonly isFollowed?: (key: Key) => boolean;
  /** Takes the lines of the log. @default standard output */
  readonly writeLog?: (line: string) => void;
}

export interface LocalPlatform extends Platform {
  readonly queue: LocalQueue;
  readonly engine: LocalWorkflowEngine;
  readonly mailer: LocalMailer;
  readonly push: LocalPush;
  /** For the route that serves stored files. */
  readonly files: FileSigner;
  /** Resolves when everything that was committed so far is on the disk: what leaves the process waits for it. */
  settled(): Promise<void>;
  /** Ends the engine and releases the data folder. Consumers of queues are stopped by whoever started them, before. */
  close(): Promise<void>;
}

let current: LocalPlatform | undefined;

/** On Lambda a function configures its platform from its environment; this host opens its own, so there is nothing to do. */
export function configurePlatform(_environment: Readonly<Record<string, string | undefined>>): void {}

/** The platform that was opened last. @throws CountersignError `internal` before `openLocalPlatform` and after `close`. */
export function platform(): Platform {
  if (current === undefined) throw new CountersignError('internal', 'The platform is not open.');
  return current;
}

/** Opens the data folder and makes `platform()` answer it. The engine stands still until its `resume`. @throws Error when another process uses the folder. */
export async function openLocalPlatform(options: LocalPlatformOptions): Promise<LocalPlatform> {
  const database = openDatabase(join(options.dataFolder, databaseFile));
  try {
    current = await assemble(database, options);
    return current;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function assemble(database: Database, options: LocalPlatformOptions): Promise<LocalPlatform> {
  const { dataFolder, environment, definitions, tasks, publicUrl } = options;
  const systemClock = createSystemClock();
  const testClock = options.testClock === true ? createMovableClock(systemClock, () => table) : undefined;
  const clock = testClock ?? systemClock;
  const ids = createIds(clock);
  const log = createLog(clock, options.writeLog);
  const table: Table = createSqliteTable(database, clock, options);
  await testClock?.refresh();
  const secrets = createLocalSecrets({ dataFolder, environment, ids });
  const files = createFileSigner({ publicUrl, key: () => secrets.get('file-key'), clock });
  const engine = createLocalWorkflowEngine({ database, clock, ids, definitions, tasks, log });

  const opened: LocalPlatform = {
    table,
    blobs: createSqliteBlobs(
      database,
      await openFolderBlobs({ folder: join(dataFolder, blobsFolder), ids, signer: files }),
    ),
    queue: createLocalQueue({ database, clock, log }),
    engine,
    mailer: createLocalMailer({ database, clock }),
    push: createLocalPush(() => database.settled()),
    secrets,
    model: chooseModel(options, { clock, ids, secrets }),
    clock,
    ids,
    log,
    files,
    testClock,
    refreshClock: async () => testClock?.refresh(),
    settled: () => database.settled(),
    async close() {
      if (current === opened) current = undefined;
      await engine.close();
      database.close();
    },
  };
  return opened;
}

/** What the environment names: Bedrock, a compatible server, Anthropic by key; else the offline model. */
function chooseModel(
  { environment, offlineModel }: LocalPlatformOptions,
  ports: { readonly clock: Clock; readonly ids: Ids; readonly secrets: Secrets },
): Model {
  const bedrock = environment.MODEL_PROVIDER === 'bedrock';
  const named = bedrock || Boolean(environment.ANTHROPIC_API_KEY);
  const server = environment.MODEL_BASE_URL ? { baseUrl: environment.MODEL_BASE_URL } : named ? {} : offlineModel;
  return createAnthropicModel({
    apiKey: () => ports.secrets.get('model-key'),
    timeoutMs: modelTimeoutMs,
    clock: ports.clock,
    ids: ports.ids,
    ...server,
    ...(bedrock && { bedrock: { region: environment.AWS_REGION || 'us-east-1' } }),
  });
}
