/** AWS's own SDK is the judge: what the product sends is what the SDK sends, and the SDK's requests are signed alike. */
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createApiGatewayPush } from '../../../../../lib/platform/aws/api-gateway-push.ts';
import { createDynamoTable } from '../../../../../lib/platform/aws/dynamo-table.ts';
import { createS3Blobs } from '../../../../../lib/platform/aws/s3-blobs.ts';
import { createSecretsManager } from '../../../../../lib/platform/aws/secrets-manager.ts';
import { createSesMailer } from '../../../../../lib/platform/aws/ses-mailer.ts';
import { createSqsQueue } from '../../../../../lib/platform/aws/sqs-queue.ts';
import { createStepFunctionsEngine } from '../../../../../lib/platform/aws/step-functions-engine.ts';
import { services } from '../../../../../lib/platform/aws/wire/endpoint.ts';
import { signedAddress, signedHeaders } from '../../../../../lib/platform/aws/wire/signature.ts';
import { createIds } from '../../../../../lib/platform/ids.ts';
import { sampleMail } from '../../../../contract/mailer-contract.ts';
import { createManualClock } from '../../../../support/manual-clock.ts';
import {
  type ScriptedService,
  type ServiceRequest,
  startScriptedService,
} from '../../../../support/scripted-service.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';
const clock = createManualClock();
const tableNames = { work: 'work', substrate: 'substrate', audit: 'audit' };
const hex = 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73';
const digest = `sha256:${hex}` as const;
const checksum = Buffer.from(hex, 'hex').toString('base64');
const place = { Bucket: 'files', Key: `wsp_1/${hex}` };
const machine = 'arn:aws:states:eu-central-1:000000000000:stateMachine:sessions';

let service: ScriptedService;
beforeAll(async () => {
  service = await startScriptedService();
});
afterAll(() => service.close());
const sdk = () => ({ endpoint: service.endpoint, region, credentials, maxAttempts: 1 });

/** The one request that a call makes, whatever becomes of it. */
async function requestOf(call: Promise<unknown>): Promise<ServiceRequest> {
  await call.catch(() => undefined);
  const [request] = service.requests;
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

const table = () => {
  const client = service.client(services.dynamodb);
  return createDynamoTable({
    client,
    streams: client,
    tableNames,
    clock,
    ids: { ...createIds(clock), secret: () => 'token' },
  });
};
const key = { pk: { S: 'W#1' }, sk: { S: 'row' } };
const mail = sampleMail('mai_1', { to: { name: 'Ada', address: 'ada@example.org' } });
const noTracking = { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } } as const;

/** By action: the product's port, and the same by the SDK. */
const calls: Readonly<Record<string, readonly [ours: () => Promise<unknown>, theirs: () => Promise<unknown>]>> = {
  'dynamodb:GetItem': [
    () => table().get('work', { pk: 'W#1', sk: 'row' }),
    () => new DynamoDBClient(sdk()).send(new GetItemCommand({ TableName: 'work', Key: key, ConsistentRead: true })),
  ],
  'dynamodb:TransactWriteItems': [
    () =>
      table().commit([
        { kind: 'put', table: 'work', row: { pk: 'W#1', sk: 'row', n: 1, on: true, list: [null, { a: 'é' }] } },
        { kind: 'delete', table: 'work', key: { pk: 'W#1', sk: 'other' } },
      ]),
    () =>
      new DynamoDBClient(sdk()).send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: 'work',
                Item: {
                  ...key,
                  n: { N: '1' },
                  on: { BOOL: true },
                  list: { L: [{ NULL: true }, { M: { a: { S: 'é' } } }] },
                },
              },
            },
            { Delete: { TableName: 'work', Key: { pk: { S: 'W#1' }, sk: { S: 'other' } } } },
          ],
          ClientRequestToken: 'token',
        }),
      ),
  ],
  's3:PutObject': [
    () => createS3Blobs(service.client(services.s3, '/files')).put('wsp_1', 'content', 'text/plain'),
    () =>
      new S3Client(sdk()).send(
        new PutObjectCommand({
          ...place,
          Body: Buffer.from('content'),
          ContentType: 'text/plain',
          ChecksumSHA256: checksum,
          IfNoneMatch: '*',
        }),
      ),
  ],
  's3:GetObject': [
    () => createS3Blobs(service.client(services.s3, '/files')).get('wsp_1', digest),
    () => new S3Client(sdk()).send(new GetObjectCommand(place)),
  ],
  's3:HeadObject': [
    () => createS3Blobs(service.client(services.s3, '/files')).has('wsp_1', digest),
    () => new S3Client(sdk()).send(new HeadObjectCommand(place)),
  ],
  'sqs:SendMessage': [
    () =>
      createSqsQueue({ client: service.client(services.queue), urlOf: () => `${service.endpoint}/0/mail` }).send(
        'mail',
        { hello: 'Wörld' },
        { delaySeconds: 5 },
      ),
    () =>
      new SQSClient(sdk()).send(
        new SendMessageCommand({
          QueueUrl: `${service.endpoint}/0/mail`,
          MessageBody: '{"hello":"Wörld"}',
          DelaySeconds: 5,
        }),
      ),
  ],
  'states:StartExecution': [
    () =>
      createStepFunctionsEngine({
        client: service.client(services.workflow),
        stateMachineArns: { session: machine },
      }).start('session', 'ses_1-1', { a: 1 }),
    () =>
      new SFNClient(sdk()).send(
        new StartExecutionCommand({ stateMachineArn: machine, name: 'ses_1-1', input: '{"a":1}' }),
      ),
  ],
  'secretsmanager:GetSecretValue': [
    () => createSecretsManager({ client: service.client(services.secrets), idOf: () => 'a/b', clock }).get('link-key'),
    () => new SecretsManagerClient(sdk()).send(new GetSecretValueCommand({ SecretId: 'a/b' })),
  ],
  'execute-api:PostToConnection': [
    () => createApiGatewayPush({ client: service.client(services.connections, '/live') }).send('a+b/c=', 'news'),
    () =>
      new ApiGatewayManagementApiClient({ ...sdk(), endpoint: `${service.endpoint}/live` }).send(
        new PostToConnectionCommand({ ConnectionId: 'a+b/c=', Data: Buffer.from('news') }),
      ),
  ],
  'execute-api:DeleteConnection': [
    () => createApiGatewayPush({ client: service.client(services.connections) }).close('a+b/c='),
    () => new ApiGatewayManagementApiClient(sdk()).send(new DeleteConnectionCommand({ ConnectionId: 'a+b/c=' })),
  ],
};

/** Says which function of the SDK asked; means nothing to the service. */
const pathOf = ({ path }: ServiceRequest): string => decodeURIComponent(path.replace(/[?&]x-id=\w+$/, ''));
const meant = ['content-type', 'x-amz-target', 'if-none-match', 'x-amz-checksum-sha256'] as const;
const headersOf = ({ headers }: ServiceRequest) => Object.fromEntries(meant.map((name) => [name, headers[name]]));
const bodyOf = ({ body }: ServiceRequest): unknown => (body.startsWith('{') ? JSON.parse(body) : body);

describe.each(Object.entries(calls))('%s', (action, [ours, theirs]) => {
  it('asks for what the SDK would ask for', async () => {
    service.answer({ status: 400 });
    const given = await requestOf(ours());
    service.answer({ status: 400 });
    const expected = await requestOf(theirs());

    expect(given.method).toBe(expected.method);
    expect(pathOf(given)).toBe(pathOf(expected));
    expect(bodyOf(given)).toEqual(bodyOf(expected));
    expect(headersOf(given)).toEqual(headersOf(expected));
  });

  it('is signed as the SDK signs', async () => {
    service.answer({ status: 400 });
    const { method, path, headers, body } = await requestOf(theirs());
    const authorization = String(headers.authorization);
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const own = names.filter((name) => !['host', 'x-amz-date'].includes(name));
    const date = String(headers['x-amz-date']).replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z');

    const signed = signedHeaders(
      {
        method,
        url: new URL(`${service.endpoint}${path}`),
        headers: Object.fromEntries(own.map((name) => [name, String(headers[name])])),
        body,
      },
      {
        credentials,
        region,
        service: action === 'ses:SendEmail' ? 'ses' : (action.split(':')[0] ?? ''),
        nowMs: Date.parse(date),
      },
    );

    expect(signed.authorization).toBe(authorization);
  });
});

describe('ses:SendEmail', () => {
  it('asks for what the SDK would ask for', async () => {
    const mailer = createSesMailer({
      client: service.client(services.mail),
      sender: 'no-reply@example.org',
      configurationSet: 'set',
      clock,
    });
    service.answer({ status: 400 });
    const given = await requestOf(mailer.send(mail));
    const { Content } = JSON.parse(given.body);
    service.answer({ status: 400 });
    const expected = await requestOf(
      new SESv2Client(sdk()).send(
        new SendEmailCommand({
          FromEmailAddress: 'no-reply@example.org',
          Destination: { ToAddresses: ['ada@example.org'] },
          Content: { Raw: { Data: Buffer.from(Content.Raw.Data, 'base64') } },
          ConfigurationSetName: 'set',
          ConfigurationOverrides: noTracking,
        }),
      ),
    );

    expect([given.method, given.path, headersOf(given)]).toEqual([expected.method, expected.path, headersOf(expected)]);
    expect(bodyOf(given)).toEqual(bodyOf(expected));
  });
});

describe('an address to download from', () => {
  it('carries the signature that the SDK would give it', async () => {
    const theirs = new URL(await getSignedUrl(new S3Client(sdk()), new GetObjectCommand(place), { expiresIn: 60 }));
    const expected = theirs.searchParams.get('X-Amz-Signature');
    const date = theirs.searchParams.get('X-Amz-Date') ?? '';
    for (const name of [...theirs.searchParams.keys()])
      if (/^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature)$/.test(name))
        theirs.searchParams.delete(name);
    const nowMs = Date.parse(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));

    const ours = new URL(signedAddress(theirs, 60, { credentials, region, service: 's3', nowMs }));

    expect(ours.searchParams.get('X-Amz-Signature')).toBe(expected);
  });
});
