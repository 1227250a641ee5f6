/**
 * One function per port: its client is made, and its variables are read, when the port is first used.
 * The imports are static on purpose. In a bundle of one file a dynamic import would load no less, and would keep the
 * bundler from leaving out the unused part of each SDK; what a function is not bound to, its bundle can leave out whole.
 */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAnthropicModel } from '../anthropic/index.ts';
import type { Blobs, Clock, Ids, Mailer, Model, Push, Queue, Secrets, WorkflowEngine } from '../ports.ts';
import type { Table } from '../table.ts';
import { createApiGatewayPush } from './api-gateway-push.ts';
import { clientSettings } from './client-settings.ts';
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

export function bindTable(environment: AwsEnvironment, clock: Clock, ids: Ids): Table {
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
  const table = once(() => createDynamoTable({ client: new DynamoDBClient(clientSettings), tableNames, clock, ids }));
  return {
    get: async (name, key) => table().get(name, key),
    getMany: async (name, keys) => table().getMany(name, keys),
    query: async (query) => table().query(query),
    commit: async (writes) => table().commit(writes),
    changes: async (name, position, limit) => table().changes(name, position, limit),
    changed: async (name, key, timeoutMs) => table().changed(name, key, timeoutMs),
  };
}

export function bindBlobs(environment: AwsEnvironment): Blobs {
  const blobs = once(() => {
    const bucket = requireVariable(environment, 'BLOB_BUCKET');
    return createS3Blobs({ client: new S3Client(clientSettings), bucket });
  });
  return {
    put: async (workspaceId, content, contentType) => blobs().put(workspaceId, content, contentType),
    get: async (workspaceId, digest) => blobs().get(workspaceId, digest),
    has: async (workspaceId, digest) => blobs().has(workspaceId, digest),
    signedUrl: async (workspaceId, digest, options) => blobs().signedUrl(workspaceId, digest, options),
  };
}

export function bindQueue(environment: AwsEnvironment): Queue {
  const queue = once(() =>
    createSqsQueue({
      client: new SQSClient(clientSettings),
      urlOf: (name) => requireVariable(environment, queueVariables[name]),
    }),
  );
  return { send: async (name, message, options) => queue().send(name, message, options) };
}

export function bindEngine(environment: AwsEnvironment): WorkflowEngine {
  const engine = once(() => {
    const session = requireVariable(environment, 'SESSION_STATE_MACHINE_ARN');
    return createStepFunctionsEngine({ client: new SFNClient(clientSettings), stateMachineArns: { session } });
  });
  return {
    start: async (workflow, name, input) => engine().start(workflow, name, input),
    wake: async (token, output) => engine().wake(token, output),
    stop: async (workflow, name, cause) => engine().stop(workflow, name, cause),
    describe: async (workflow, name) => engine().describe(workflow, name),
  };
}

export function bindMailer(environment: AwsEnvironment, clock: Clock): Mailer {
  const mailer = once(() => {
    const sender = requireVariable(environment, 'MAIL_SENDER');
    const configurationSet = requireVariable(environment, 'MAIL_CONFIGURATION_SET');
    return createSesMailer({ client: new SESv2Client(clientSettings), sender, configurationSet, clock });
  });
  return {
    send: async (mail) => mailer().send(mail),
    // SES keeps no bodies, so this needs neither its client nor its variables.
    sent: async () => undefined,
  };
}

export function bindPush(environment: AwsEnvironment): Push {
  const push = once(() => {
    const endpoint = requireVariable(environment, 'LIVE_ENDPOINT');
    return createApiGatewayPush({ client: new ApiGatewayManagementApiClient({ ...clientSettings, endpoint }) });
  });
  return {
    send: async (connectionId, text) => push().send(connectionId, text),
    close: async (connectionId) => push().close(connectionId),
  };
}

export function bindSecrets(environment: AwsEnvironment, clock: Clock): Secrets {
  const secrets = once(() =>
    createSecretsManager({
      client: new SecretsManagerClient(clientSettings),
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
      ...(provider === 'bedrock' && { bedrock: { region: requireVariable(environment, 'AWS_REGION') } }),
    });
  });
  return { turn: async (request) => model().turn(request) };
}
