/**
 * AWS as the product's wire sees it, counted. Tables are DynamoDB Local's; the rest is as much of each service as one session
 * needs.
 */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createCountedDatabase, type DatabaseRequest } from './counted-database.ts';
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

/** @returns the address for `AWS_ENDPOINT_URL`, and how to end it */
export async function startStandIn(ports: StandInPorts): Promise<{ readonly url: string; close(): void }> {
  const objects = new Map<string, Buffer>();
  const askDatabase = createCountedDatabase(ports.tally, ports.database);
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    const answer = await answerTo(asked, { ...ports, askDatabase }, objects).catch((error: unknown) => ({
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

type Ports = StandInPorts & { readonly askDatabase: ReturnType<typeof createCountedDatabase> };

async function answerTo(asked: Asked, ports: Ports, objects: Map<string, Buffer>): Promise<Answered> {
  const [service = '', action = ''] = String(asked.headers['x-amz-target'] ?? '').split('.');
  if (service.startsWith('DynamoDB')) return ports.askDatabase(databaseRequest(asked, action));
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

const databaseRequest = ({ headers, body }: Asked, action: string): DatabaseRequest => ({
  action,
  target: String(headers['x-amz-target']),
  authorization: String(headers.authorization),
  date: String(headers['x-amz-date']),
  body: body.toString(),
});

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
