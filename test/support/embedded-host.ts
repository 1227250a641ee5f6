/** The embedded host for tests: on a free port, with a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../infra/local/oidc/signing-key.ts';
import { people } from '../../infra/local/people.ts';
import { type HostOptions, type RunningHost, startHost } from '../../infra/local/start-host.ts';

export interface TestHost extends RunningHost {
  readonly dataFolder: string;
  /** Everything that was logged, line by line. */
  readonly logged: readonly string[];
  /** A bearer token of a ready-made person, or of anybody else by that `sub`. */
  token(personId: string): string;
  /** Asks as a person (undefined: without a token); a body is sent as JSON, and the answer's is read as JSON. */
  ask(person: string | undefined, request: string, options?: AskOptions): Promise<Answered>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export async function startTestHost(options: Partial<HostOptions> = {}): Promise<TestHost> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-host-'));
  const logged: string[] = [];
  const host = await startHost({
    port: 0,
    dataFolder,
    stage: 'test',
    rateLimits: false,
    logRequests: true,
    modelId: 'offline-extractive-1',
    environment: {},
    empty: true,
    writeLog: (line) => logged.push(line),
    ...options,
  });
  const token = (personId: string): string => {
    const person = people.find(({ id }) => id === personId) ?? stranger(personId);
    return personalToken(person, openSigningKey(dataFolder), Date.now());
  };
  return {
    ...host,
    dataFolder,
    logged,
    token,
    ask: (person, request, given = {}) =>
      ask(host.url, person === undefined ? undefined : token(person), request, given),
    async stop() {
      await host.stop();
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** @param request method and path: `GET /v1/me` */
async function ask(url: string, token: string | undefined, request: string, options: AskOptions): Promise<Answered> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

const stranger = (id: string) =>
  ({ id, name: id, email: `${id}@countersign.example`, role: undefined, kind: 'person', duty: '' }) as const;
