/** The data stack as it was first deployed, with data in it, updated to what it is now and to other settings at once. */
import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { synthesize } from '../support/aws/synthesized.ts';

const StackName = 'countersign-development-data';
const waitSeconds = 120;
const key = { pk: { S: 'W#wsp_1' }, sk: { S: 'policy' } };
const object = { Key: 'wsp_1/sha256-of-something', Body: 'kept' };

const stacks = new CloudFormationClient({});
const table = new DynamoDBClient({});
const files = new S3Client({ forcePathStyle: true });
const secrets = new SecretsManagerClient({});
afterAll(() => {
  for (const client of [stacks, table, files, secrets]) client.destroy();
});

/** Names in the account, by the ids of the template. */
async function physicalIds(): Promise<Readonly<Record<string, string>>> {
  const { StackResourceSummaries = [] } = await stacks.send(new ListStackResourcesCommand({ StackName }));
  return Object.fromEntries(
    StackResourceSummaries.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}

const readLinkKey = async (): Promise<string | undefined> =>
  (await secrets.send(new GetSecretValueCommand({ SecretId: 'countersign/development/link-key' }))).SecretString;

it(
  'T16 an update keeps tables, files and keys, and what is in them',
  async () => {
    const TemplateBody = readFileSync('test/infra/recorded/data-stack.template.json', 'utf8');
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
    await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: waitSeconds }, { StackName });
    const before = await physicalIds();
    const TableName = before.WorkTable32F1690E;
    const Bucket = before.BlobsF0F01DC6;
    await table.send(new PutItemCommand({ TableName, Item: { ...key, kept: { S: 'yes' } } }));
    await files.send(new PutObjectCommand({ Bucket, ...object }));
    const linkKey = await readLinkKey();

    // People now come from an issuer of the company's own: the directory leaves the stack, and stays.
    const now = synthesize({ stage: 'development', issuer: 'https://id.example.org', clientId: 'console' }).data;
    await stacks.send(
      new UpdateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(now.toJSON()),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    await waitUntilStackUpdateComplete({ client: stacks, maxWaitTime: waitSeconds }, { StackName });

    const after = await physicalIds();
    expect(Object.keys(after).length).toBeGreaterThan(5);
    for (const [id, name] of Object.entries(after)) expect([id, name]).toEqual([id, before[id]]);
    const { Item } = await table.send(new GetItemCommand({ TableName, Key: key }));
    expect(Item?.kept).toEqual({ S: 'yes' });
    const { Body } = await files.send(new GetObjectCommand({ Bucket, Key: object.Key }));
    expect(await Body?.transformToString()).toBe(object.Body);
    expect(linkKey).toMatch(/^.{40,}$/);
    expect(await readLinkKey()).toBe(linkKey);
  },
  3 * waitSeconds * 1000,
);
