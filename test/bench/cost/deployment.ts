/** The product with its adapters for AWS, all functions in this process, invoked as AWS would invoke them; each counted. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { configurePlatform, platform } from '#platform';
import { handler as sendMail } from '../../../functions/events/send-mail.ts';
import { configureRuntime } from '../../../functions/runtime.ts';
import { createDispatch } from '../../../infra/local/dispatch.ts';
import { listen } from '../../../infra/local/http-server.ts';
import { embeddedAudience, embeddedIssuer } from '../../../infra/local/oidc/personal-token.ts';
import { openSigningKey, publicKeyOf } from '../../../infra/local/oidc/signing-key.ts';
import { sendResult } from '../../../infra/local/send-result.ts';
import { definitions, tasks } from '../../../infra/local/workflow-definitions.ts';
import { pushEvents } from '../../../lib/live/index.ts';
import { createSystemClock } from '../../../lib/platform/clock.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { createLocalWorkflowEngine, type WorkflowTasks } from '../../../lib/platform/local/workflow/index.ts';
import { copyEvents } from '../../../lib/timeline/index.ts';
import { createTables } from '../../support/dynamodb-local/create-tables.ts';
import { startStandIn } from './stand-in.ts';
import type { Tally } from './tally.ts';
import { type Definition, transitionsOf } from './transitions.ts';

const region = 'us-east-1';
const stage = 'test';
/** As often as a function's event source asks a shard. */
const streamIntervalMs = 250;
const changesPerBatch = 100;
const graceMs = 2_000;

export interface CountedDeployment {
  readonly port: number;
  /** Resolves when every mail is sent, every execution rests and every change has been followed. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** @param environment of the functions, beyond what names their resources */
export async function startCounted(
  tally: Tally,
  folder: string,
  where: { readonly database: string; readonly modelUrl: string },
): Promise<CountedDeployment> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const names = await createTables(
    new DynamoDBClient({ region, endpoint: where.database, credentials }),
    randomUUID().slice(0, 8),
  );
  const engine = countedEngine(tally);
  const background = new Set<Promise<unknown>>();
  const run = (work: Promise<unknown>): void => {
    background.add(work);
    void work.catch(fail).finally(() => background.delete(work));
  };
  const standIn = await startStandIn({
    tally,
    database: where.database,
    start: (name, input) => engine.start('session', name, JSON.parse(input)),
    wake: (token, output) => engine.wake(token, JSON.parse(output)),
    take: (body) => run(takeMessage(tally, body)),
  });
  configurePlatform({
    STAGE: stage,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: standIn.url,
    WORK_TABLE: names.work,
    SUBSTRATE_TABLE: names.substrate,
    AUDIT_TABLE: names.audit,
    BLOB_BUCKET: 'blobs',
    MAIL_QUEUE_URL: `${standIn.url}/0/mail`,
    WORK_QUEUE_URL: `${standIn.url}/0/work`,
    SESSION_STATE_MACHINE_ARN: `arn:aws:states:${region}:000000000000:stateMachine:session`,
    LIVE_ENDPOINT: `${standIn.url}/live`,
    MAIL_SENDER: 'bench@countersign.example',
    MAIL_CONFIGURATION_SET: 'bench',
    MODEL_BASE_URL: where.modelUrl,
    ...Object.fromEntries(['LINK', 'CURSOR', 'COOKIE', 'MODEL'].map((name) => [`SECRET_${name}_KEY`, name])),
  });
  const server = await listenCounted(tally, folder);
  const follower = followStream(tally);
  return {
    port: Number(new URL(server.url).port),
    async settle() {
      while (background.size > 0) await Promise.all(background);
      await engine.idle();
      await follower.caughtUp();
    },
    async close() {
      await follower.stop();
      await server.close(graceMs);
      await engine.close();
      standIn.close();
    },
  };
}

function fail(error: unknown): void {
  console.error(error);
  process.exitCode = 1;
}

function invoked(tally: Tally, name: string): void {
  tally.add('Lambda requests');
  tally.add(`function ${name}`);
}

async function takeMessage(tally: Tally, body: string): Promise<void> {
  invoked(tally, 'events/send-mail');
  const record = { messageId: '1', body };
  // The chain reads nothing else of the event, and of the context nothing.
  const answer = await sendMail({ Records: [record] } as never, {} as never);
  if (answer.batchItemFailures.length > 0) throw new Error(`a message was not taken: ${body}`);
}

function countedEngine(tally: Tally) {
  const clock = createSystemClock();
  const ran = new Map<string, string[]>();
  const counted: WorkflowTasks = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, context) => {
        invoked(tally, `workflow/${name}`);
        const { sessionId } = (payload as { work: { sessionId: string } }).work;
        const before = ran.get(sessionId) ?? [];
        ran.set(sessionId, [...before, name]);
        const outcome = await task(payload, context);
        if (name === 'closeSession' || name === 'applyReview')
          tally.add('Step Functions transitions', transitionsOf(definitions.session as Definition, [...before, name]));
        return outcome;
      },
    ]),
  );
  return createLocalWorkflowEngine({
    database: openDatabase(':memory:'),
    clock,
    ids: createIds(clock),
    log: { info: () => undefined, error: (event, fields) => console.error(event, fields) },
    definitions,
    tasks: counted,
  });
}

async function listenCounted(tally: Tally, folder: string) {
  const dispatch = createDispatch(async () => undefined);
  const server = await listen(0, async (request, response) => {
    tally.add('API Gateway requests');
    invoked(tally, 'api');
    sendResult(response, await dispatch(request, Date.now()), request.method);
  });
  configureRuntime({
    stage,
    publicUrl: server.url,
    liveUrl: server.url.replace('http', 'ws'),
    issuers: [
      {
        issuer: embeddedIssuer,
        audience: embeddedAudience,
        keys: { keys: [{ ...publicKeyOf(openSigningKey(folder)) }] },
      },
    ],
    signIn: { issuer: `${server.url}/oidc`, clientId: 'console', isConfidential: false },
    rateLimits: false,
    testClock: false,
    modelId: 'scripted-1',
    logRequests: true,
    isReady: () => true,
  });
  return server;
}

/** Two functions follow the work table's stream: timelines, and whoever looks at this moment. */
function followStream(tally: Tally) {
  const { table } = platform();
  let position: string | undefined;
  let stopped = false;
  let rounds = 0;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const page = await table.changes('work', position, changesPerBatch);
      position = page.position;
      if (page.changes.length > 0) {
        invoked(tally, 'events/write-timelines');
        await copyEvents(table, page.changes);
        invoked(tally, 'events/push-events');
        await pushEvents(platform(), page.changes);
      } else rounds += 1;
      await new Promise((resolve) => setTimeout(resolve, streamIntervalMs));
    }
  };
  const ended = loop().catch(fail);
  return {
    /** Two looks that found nothing: what was on its way is there. */
    async caughtUp() {
      const until = rounds + 2;
      while (rounds < until && !stopped) await new Promise((resolve) => setTimeout(resolve, streamIntervalMs));
    },
    async stop() {
      stopped = true;
      await ended;
    },
  };
}
