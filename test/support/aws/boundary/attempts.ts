/** Tries one thing with the rights of the function it runs as, and answers whether AWS let it. */
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fromEnv } from '@aws-sdk/credential-provider-env';

export interface Names {
  readonly WorkTable: string;
  readonly SubstrateTable: string;
  readonly AuditTable: string;
  readonly Bucket: string;
  readonly Queue: string;
  readonly LinkKey: string;
  readonly ModelKey: string;
  readonly MailSender: string;
  readonly ConfigurationSet: string;
}

const key = { pk: { S: 'W#boundary' }, sk: { S: 'attempt' } };
/** The function's own; bundles hold no other way to find some. */
const own = { credentials: fromEnv() };
const table = new DynamoDBClient(own);
const secrets = new SecretsManagerClient(own);

const attempts = {
  'read a record': ({ WorkTable }) => table.send(new GetItemCommand({ TableName: WorkTable, Key: key })),
  'query an index': ({ WorkTable }) =>
    table.send(
      new QueryCommand({
        TableName: WorkTable,
        IndexName: 'byProject',
        KeyConditionExpression: 'byProjectPk = :pk',
        ExpressionAttributeValues: { ':pk': key.pk },
      }),
    ),
  'list what is due': ({ WorkTable }) =>
    table.send(
      new QueryCommand({
        TableName: WorkTable,
        IndexName: 'byDue',
        KeyConditionExpression: 'byDuePk = :pk',
        ExpressionAttributeValues: { ':pk': key.pk },
      }),
    ),
  'write a record': ({ WorkTable }) => table.send(new PutItemCommand({ TableName: WorkTable, Item: key })),
  'write the substrate': ({ SubstrateTable }) =>
    table.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: SubstrateTable, Item: key } }] })),
  'append to the audit': ({ AuditTable }) =>
    table.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: AuditTable, Item: key, ConditionExpression: 'attribute_not_exists(pk)' } }],
      }),
    ),
  'change the audit': ({ AuditTable }) =>
    table.send(
      new UpdateItemCommand({
        TableName: AuditTable,
        Key: key,
        UpdateExpression: 'SET changed = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      }),
    ),
  'remove from the audit': ({ AuditTable }) => table.send(new DeleteItemCommand({ TableName: AuditTable, Key: key })),
  'remove from the audit in a transaction': ({ AuditTable }) =>
    table.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: AuditTable, Key: key } }] })),
  'read a file': ({ Bucket }) =>
    new S3Client({ ...own, forcePathStyle: true }).send(new GetObjectCommand({ Bucket, Key: 'x' })),
  'send a message': ({ Queue }) =>
    new SQSClient(own).send(new SendMessageCommand({ QueueUrl: Queue, MessageBody: '{"kind":"boundary"}' })),
  'read the link key': ({ LinkKey }) => secrets.send(new GetSecretValueCommand({ SecretId: LinkKey })),
  'read the model key': ({ ModelKey }) => secrets.send(new GetSecretValueCommand({ SecretId: ModelKey })),
  'send mail': ({ MailSender, ConfigurationSet }) =>
    new SESv2Client(own).send(
      new SendEmailCommand({
        FromEmailAddress: MailSender,
        Destination: { ToAddresses: ['boundary@example.org'] },
        ConfigurationSetName: ConfigurationSet,
        Content: { Simple: { Subject: { Data: 'Boundary' }, Body: { Text: { Data: 'Boundary' } } } },
      }),
    ),
  'wake an execution': () =>
    new SFNClient(own).send(new SendTaskSuccessCommand({ taskToken: 'not-a-token', output: '{}' })),
} as const satisfies Record<string, (names: Names) => Promise<unknown>>;

export type Attempt = keyof typeof attempts;
export const attemptNames = Object.keys(attempts);
/** `let`: AWS did it, or refused it for a reason that has nothing to do with rights. */
export interface Outcome {
  readonly outcome: 'let' | 'denied';
  readonly error?: string;
}

type Order =
  | { readonly attempt: Attempt; readonly names: Names }
  | { readonly attempt: 'fail'; readonly detail: string };
/** As a workflow's task, or as the body of a request. */
type Event = Order | { readonly body: string };

/** @throws Error with the detail for the attempt `fail` */
export async function handler(event: Event): Promise<Outcome> {
  const order: Order = 'body' in event ? JSON.parse(event.body) : event;
  console.log(JSON.stringify({ event: 'boundary.attempt', attempt: order.attempt }));
  if (order.attempt === 'fail') throw new Error(order.detail);
  try {
    await attempts[order.attempt](order.names);
    return { outcome: 'let' };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    return { outcome: name.startsWith('AccessDenied') ? 'denied' : 'let', error: name };
  }
}
