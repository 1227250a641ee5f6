/**
 * AWS as the product's wire sees it, counted. Tables are DynamoDB Local's, which says what each request consumes; the rest is
 * as much of each service as one session needs.
 */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Tally } from './tally.ts';

export interface StandInPorts {
  readonly tally: Tally;
  /** of DynamoDB Local */
  readonly database: string;
  start(name: string, input: string): Promise<void>;
  wake(token: string, output: string): Promise<'woken' | 'gone'>;
  take(message: string): void;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
interface Answered {
  readonly status: number;
  readonly body?: string | Buffer;
}

const reads: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query']);
const writes: ReadonlySet<string> = new Set(['PutItem', 'DeleteItem', 'TransactWriteItems']);

/** @returns the address for `AWS_ENDPOINT_URL`, and how to end it */
export async function startStandIn(ports: StandInPorts): Promise<{ readonly url: string; close(): void }> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    const answer = await answerTo(asked, ports, objects).catch((error: unknown) => ({
      status: 500,
      body: JSON.stringify({ __type: 'InternalServerError', message: String(error) }),
    }));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answerTo(asked: Asked, ports: StandInPorts, objects: Map<string, Buffer>): Promise<Answered> {
  const [service = '', action = ''] = String(asked.headers['x-amz-target'] ?? '').split('.');
  if (service.startsWith('DynamoDB')) return askDatabase(asked, action, ports);
  ports.tally.add(`call ${service === '' ? serviceOf(asked) : service}.${action === '' ? asked.method : action}`);
  switch (service) {
    case 'AWSStepFunctions':
      return answerWorkflow(action, JSON.parse(asked.body.toString()), ports);
    case 'AmazonSQS':
      // Sent now; received and deleted by who consumes it.
      ports.tally.add('SQS requests', 3);
      ports.take(String(JSON.parse(asked.body.toString()).MessageBody));
      return { status: 200, body: '{}' };
    case 'secretsmanager':
      return { status: 200, body: JSON.stringify({ SecretString: secretOf(asked.body) }) };
    default:
      return asked.path.startsWith('/v2/email/') ? takeMail(ports.tally) : answerObject(asked, ports.tally, objects);
  }
}

const serviceOf = ({ path }: Asked): string => (path.startsWith('/v2/email/') ? 'SES' : 'S3');
const secretOf = (body: Buffer): string => createHash('sha256').update(body).digest('base64url');

function takeMail(tally: Tally): Answered {
  tally.add('SES mails');
  return { status: 200, body: '{"MessageId":"1"}' };
}

function answerObject({ method, path, body }: Asked, tally: Tally, objects: Map<string, Buffer>): Answered {
  tally.add(method === 'PUT' ? 'S3 writes' : 'S3 reads');
  if (method === 'PUT') {
    if (objects.has(path)) return { status: 412 };
    tally.add('S3 bytes written', body.length);
    objects.set(path, body);
    return { status: 200 };
  }
  const found = objects.get(path);
  return found === undefined ? { status: 404 } : { status: 200, body: method === 'HEAD' ? '' : found };
}

async function answerWorkflow(
  action: string,
  input: Readonly<Record<string, string>>,
  ports: StandInPorts,
): Promise<Answered> {
  if (action === 'StartExecution') await ports.start(input.name ?? '', input.input ?? '');
  else if (action !== 'SendTaskSuccess') return { status: 400, body: '{"__type":"ExecutionDoesNotExist"}' };
  else if ((await ports.wake(input.taskToken ?? '', input.output ?? '')) === 'gone')
    return { status: 400, body: '{"__type":"TaskTimedOut"}' };
  return { status: 200, body: '{}' };
}

interface Consumed {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
  readonly Table?: { readonly CapacityUnits: number };
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>;
}

/** Passes the request on with a question about what it consumes. A function's event source reads streams for nothing. */
async function askDatabase(asked: Asked, action: string, { tally, database }: StandInPorts): Promise<Answered> {
  const counted = reads.has(action) || writes.has(action);
  const body = JSON.parse(asked.body.toString());
  const answer = await fetch(database, {
    method: 'POST',
    headers: {
      'content-type': String(asked.headers['content-type']),
      'x-amz-target': String(asked.headers['x-amz-target']),
      authorization: String(asked.headers.authorization),
      'x-amz-date': String(asked.headers['x-amz-date']),
    },
    body: JSON.stringify(counted ? { ...body, ReturnConsumedCapacity: 'INDEXES' } : body),
  });
  const text = await answer.text();
  if (counted) {
    tally.add(`call DynamoDB.${action}`);
    for (const { TableName = '', CapacityUnits = 0, Table, GlobalSecondaryIndexes } of consumedBy(text)) {
      const kind = reads.has(action) ? 'read' : 'write';
      tally.add(`DynamoDB ${kind} units`, CapacityUnits);
      const table = TableName.split('-')[0];
      tally.add(`units ${kind} ${table}`, Table?.CapacityUnits ?? CapacityUnits);
      for (const [index, units] of Object.entries(GlobalSecondaryIndexes ?? {}))
        tally.add(`units ${kind} ${table}/${index}`, units.CapacityUnits);
    }
    if (action === 'TransactWriteItems') tally.add('rows written', body.TransactItems.length);
    else if (writes.has(action)) tally.add('rows written');
  }
  return { status: answer.status, body: text };
}

function consumedBy(text: string): readonly Consumed[] {
  const { ConsumedCapacity: consumed } = JSON.parse(text);
  return consumed === undefined ? [] : [consumed].flat();
}
