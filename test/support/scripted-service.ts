/** A loopback server in the place of an AWS service: answers what it is told and remembers what it was asked. */
import { createServer } from 'node:http';
import { type AwsClient, createAwsClient } from '../../lib/platform/aws/wire/client.ts';
import type { ServiceName } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { createIds } from '../../lib/platform/ids.ts';

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ScriptedService {
  readonly requests: ServiceRequest[];
  /** The next answers, in this order; the last one is given for ever. */
  answer(...answers: readonly ServiceAnswer[]): void;
  close(): void;
  readonly endpoint: string;
  /** A client that reaches this server, at a path below it, and tries each call once. */
  client(service: ServiceName, path?: string): AwsClient;
}

export async function startScriptedService(): Promise<ScriptedService> {
  const requests: ServiceRequest[] = [];
  let answers: readonly ServiceAnswer[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString('utf8');
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    const [answer = { status: 200 }, ...rest] = answers;
    if (rest.length > 0) answers = rest;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  return {
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
    answer: (...given) => {
      requests.length = 0;
      answers = given;
    },
    endpoint,
    client: (service, path = '') => clientAt(`${endpoint}${path}`, service),
  };
}

/** @param maxAttempts sends of one call */
export function clientAt(endpoint: string, service: ServiceName, maxAttempts = 1): AwsClient {
  const clock = createSystemClock();
  return createAwsClient({
    endpoint,
    region: 'eu-central-1',
    service: service.signing,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    clock,
    ids: createIds(clock),
    maxAttempts,
  });
}

/** How the services that speak JSON say an error. */
export const jsonError = (status: number, name: string): ServiceAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: JSON.stringify({ __type: name, message: 'told by the test' }),
});
