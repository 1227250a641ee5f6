/** One function per port: its client is made, and its variables are read, when the port is first used. */
import { createAnthropicModel } from '../anthropic/index.ts';
import type { Blobs, Clock, Ids, Mailer, Model, Push, Queue, Secrets, WorkflowEngine } from '../ports.ts';
import type { Table } from '../table.ts';
import { createApiGatewayPush } from './api-gateway-push.ts';
import { createDynamoTable } from './dynamo-table.ts';
import {
  type AwsEnvironment,
  queueVariables,
  requireVariable,
  secretVariables,
  tableVariables,
} from './environment.ts';
import { createS3Blobs } from './s3-blobs.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createSesMailer } from './ses-mailer.ts';
import { createSqsQueue } from './sqs-queue.ts';
import { createStepFunctionsEngine } from './step-functions-engine.ts';
import { type Connect, callerOf } from './wire/connect.ts';
import { bucketAddress, services } from './wire/endpoint.ts';

/** Below the longest time that one agent invocation has (12 minutes), with room for what follows the answer. */
const modelTimeoutMs = 10 * 60_000;

/** Makes the port once; when a variable is missing, each use says so again. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function bindTable(environment: AwsEnvironment, connect: Connect, clock: Clock, ids: Ids): Table {
  const tableNames = {
    get work() {
      return requireVariable(environment, tableVariables.work);
    },
    get substrate() {
      return requireVariable(environment, tableVariables.substrate);
    },
    get audit() {
      return requireVariable(environment, tableVariables.audit);
    },
  };
  const table = once(() => {
    const client = connect(services.dynamodb, { maxAttempts: 1 });
    const streams = connect(services.streams, { maxAttempts: 1 });
    return createDynamoTable({ client, streams, tableNames, clock, ids });
  });
  return {
    get: async (name, key) => table().get(name, key),
    getMany: async (name, keys) => table().getMany(name, keys),
    query: async (query) => table().query(query),
    commit: async (writes) => table().commit(writes),
    changes: async (name, position, limit) => table().changes(name, position, limit),
    changed: async (name, key, timeoutMs) => table().changed(name, key, timeoutMs),
  };
}

export function bindBlobs(environment: AwsEnvironment, connect: Connect): Blobs {
  const blobs = once(() => {
    const bucket = requireVariable(environment, 'BLOB_BUCKET');
    return createS3Blobs(connect(services.s3, { endpoint: bucketAddress(environment, bucket) }));
  });
  return {
    put: async (workspaceId, content, contentType) => blobs().put(workspaceId, content, contentType),
    get: async (workspaceId, digest) => blobs().get(workspaceId, digest),
    has: async (workspaceId, digest) => blobs().has(workspaceId, digest),
    signedUrl: async (workspaceId, digest, options) => blobs().signedUrl(workspaceId, digest, options),
  };
}

export function bindQueue(environment: AwsEnvironment, connect: Connect): Queue {
  const queue = once(() =>
    createSqsQueue({
      client: connect(services.queue),
      urlOf: (name) => requireVariable(environment, queueVariables[name]),
    }),
  );
  return { send: async (name, message, options) => queue().send(name, message, options) };
}

export function bindEngine(environment: AwsEnvironment, connect: Connect): WorkflowEngine {
  const engine = once(() => {
    const session = requireVariable(environment, 'SESSION_STATE_MACHINE_ARN');
    return createStepFunctionsEngine({ client: connect(services.workflow), stateMachineArns: { session } });
  });
  return {
    start: async (workflow, name, input) => engine().start(workflow, name, input),
    wake: async (token, output) => engine().wake(token, output),
    stop: async (workflow, name, cause) => engine().stop(workflow, name, cause),
    describe: async (workflow, name) => engine().describe(workflow, name),
  };
}

export function bindMailer(environment: AwsEnvironment, connect: Connect, clock: Clock): Mailer {
  const mailer = once(() => {
    const sender = requireVariable(environment, 'MAIL_SENDER');
    const configurationSet = requireVariable(environment, 'MAIL_CONFIGURATION_SET');
    return createSesMailer({ client: connect(services.mail), sender, configurationSet, clock });
  });
  return {
    send: async (mail) => mailer().send(mail),
    // SES keeps no bodies, so this needs neither its client nor its variables.
    sent: async () => undefined,
  };
}

export function bindPush(environment: AwsEnvironment, connect: Connect): Push {
  const push = once(() => {
    const endpoint = requireVariable(environment, 'LIVE_ENDPOINT');
    return createApiGatewayPush({ client: connect(services.connections, { endpoint }) });
  });
  return {
    send: async (connectionId, text) => push().send(connectionId, text),
    close: async (connectionId) => push().close(connectionId),
  };
}

export function bindSecrets(environment: AwsEnvironment, connect: Connect, clock: Clock): Secrets {
  const secrets = once(() =>
    createSecretsManager({
      client: connect(services.secrets),
      idOf: (name) => environment[secretVariables[name]],
      clock,
    }),
  );
  return { get: async (name) => secrets().get(name) };
}

export function bindModel(environment: AwsEnvironment, clock: Clock, ids: Ids, secrets: Secrets): Model {
  const model = once(() => {
    const { MODEL_BASE_URL: baseUrl, MODEL_PROVIDER: provider } = environment;
    return createAnthropicModel({
      apiKey: () => secrets.get('model-key'),
      timeoutMs: modelTimeoutMs,
      clock,
      ids,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(provider === 'bedrock' && { bedrock: callerOf(environment) }),
    });
  });
  return { turn: async (request) => model().turn(request) };
}
