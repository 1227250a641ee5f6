import type { Construct } from 'constructs';
import type { QueueName } from '../../lib/platform/index.ts';
import {
  bindBlobs,
  bindDueTimes,
  bindMailer,
  bindModel,
  bindPush,
  bindQueue,
  bindSecret,
  bindTable,
  bindWorkflow,
} from '../constructs/bindings.ts';
import { type BoundClient, boundClients } from '../constructs/bound-clients.ts';
import { LambdaFunction } from '../constructs/lambda-function.ts';
import type { LiveEntrance } from '../constructs/live-entrance.ts';
import type { Mailing } from '../constructs/mailing.ts';
import type { SignIn } from '../constructs/sign-in.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';
import { type FunctionEntry, functionTable } from './function-table.ts';

/** What there is to bind. */
export interface Surroundings {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  readonly mailing: Mailing;
  readonly publicUrl: string;
  readonly live: LiveEntrance;
  readonly signIn: SignIn;
}

/** One Lambda per row of the function table, each with exactly the rights of its row. */
export function createFunctions(scope: Construct, surroundings: Surroundings): ReadonlyMap<string, LambdaFunction> {
  return new Map(
    Object.entries(functionTable(surroundings.settings)).map(([name, entry]) => [
      name,
      createFunction(scope, name, entry, surroundings),
    ]),
  );
}

function createFunction(
  scope: Construct,
  name: string,
  entry: FunctionEntry,
  surroundings: Surroundings,
): LambdaFunction {
  const { settings } = surroundings;
  const target = new LambdaFunction(scope, name.replaceAll('/', '-'), {
    entry: `functions/${name}.ts`,
    logRetention: settings.logRetentionDays,
    clients: clientsOf(entry, settings),
    memoryMegabytes: entry.memoryMegabytes,
    timeoutSeconds: entry.timeoutSeconds,
    environment: commonVariables(surroundings),
  });
  bindRecords(target, entry, surroundings);
  for (const queue of entry.sendsTo ?? []) bindQueue(target, queue, surroundings.queues[queue].queue);
  bindSecrets(target, entry, settings);
  if (entry.workflow !== undefined) bindWorkflow(target, settings, entry.workflow);
  if (entry.mailer === true) bindMailer(target, settings, surroundings.mailing.configurationSetName);
  if (entry.pushes === true) bindPush(target, surroundings.live);
  if (entry.model === true) bindModel(target, settings);
  return target;
}

/** The libraries that a function's row of the table asks for. */
export function clientsOf(entry: FunctionEntry, settings: Pick<Settings, 'modelProvider'>): ReadonlySet<BoundClient> {
  const bound: Readonly<Record<BoundClient, boolean>> = {
    mailer: entry.mailer === true,
    model: entry.model === true,
    bedrock: entry.model === true && settings.modelProvider === 'bedrock',
  };
  return new Set(boundClients.filter((client) => bound[client]));
}

/** A public client has no secret: then nobody may ask for one either. */
function bindSecrets(target: LambdaFunction, entry: FunctionEntry, settings: Settings): void {
  for (const name of entry.secrets ?? []) {
    if (name !== 'oidc-client-secret' || settings.confidentialClient) bindSecret(target, name, settings);
  }
}

function bindRecords(target: LambdaFunction, entry: FunctionEntry, { data }: Surroundings): void {
  if (entry.work !== undefined) bindTable(target, data.tables.work, entry.work);
  if (entry.takesDue === true) bindDueTimes(target, data.tables.work);
  if (entry.substrate !== undefined) bindTable(target, data.tables.substrate, entry.substrate);
  if (entry.audit !== undefined) bindTable(target, data.tables.audit, entry.audit);
  if (entry.blobs !== undefined) bindBlobs(target, data.blobs, entry.blobs);
}

/** What every function may know; none of it is secret. */
function commonVariables({ settings, publicUrl, live, signIn }: Surroundings): Readonly<Record<string, string>> {
  return {
    STAGE: settings.stage,
    PUBLIC_URL: publicUrl,
    LIVE_ENDPOINT: live.endpoint,
    OIDC_ISSUER: signIn.issuer,
    OIDC_CLIENT_ID: signIn.clientId,
    OIDC_AUDIENCE: signIn.audience,
    RATE_LIMITS: settings.rateLimits ? 'on' : 'off',
    TEST_CLOCK: settings.testClock ? 'on' : 'off',
    ...(settings.modelId === undefined ? {} : { MODEL_ID: settings.modelId }),
  };
}
