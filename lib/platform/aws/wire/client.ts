/** Calls of one AWS service: signed, sent again while that may help, every refusal an AwsRefusal. */
import type { Clock, Ids } from '../../ports.ts';
import { AwsRefusal, mayPass } from '../failure.ts';
import { type Answer, type Exchange, exchange } from './exchange.ts';
import { type Credentials, signedAddress, signedHeaders } from './signature.ts';

export interface ClientSettings {
  /** Scheme, host and, where there is one, the path that every request's path follows on. */
  readonly endpoint: string;
  readonly region: string;
  readonly service: string;
  readonly credentials: Credentials;
  /** The real time: a signature of another time is refused. */
  readonly clock: Clock;
  readonly ids: Ids;
  /** Sends of one call; 1 for callers with a way of their own to try again. */
  readonly maxAttempts: number;
  /** @default over the network */
  readonly exchange?: Exchange;
}

export interface AwsRequest {
  readonly method: string;
  /** Percent-encoded, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface AwsClient {
  /** @throws AwsRefusal for every answer but 2xx; errors of the connection as they are. */
  send(request: AwsRequest): Promise<Answer>;
  /** An address that gives its holder this GET, for so long. */
  address(path: string, expiresInSeconds: number): string;
}

const firstPauseMs = 50;
const longestPauseMs = 2_000;

export function createAwsClient(settings: ClientSettings): AwsClient {
  const scope = () => ({ ...settings, nowMs: settings.clock.now() });
  return {
    send: (request) => withRetries(settings, () => sendOnce(settings, request)),
    address: (path, expiresInSeconds) =>
      signedAddress(new URL(`${settings.endpoint}${path}`), expiresInSeconds, scope()),
  };
}

async function sendOnce(settings: ClientSettings, request: AwsRequest): Promise<Answer> {
  const { method, path, headers = {}, body = '' } = request;
  const url = new URL(`${settings.endpoint}${path}`);
  const signed = signedHeaders({ method, url, headers, body }, { ...settings, nowMs: settings.clock.now() });
  const answer = await (settings.exchange ?? exchange)({ method, url, headers: signed, body });
  if (answer.status < 200 || answer.status > 299) throw new AwsRefusal(answer);
  return answer;
}

/** With full jitter, so that callers who failed together do not come back together. */
async function withRetries<T>({ clock, ids, maxAttempts }: ClientSettings, attempt: () => Promise<T>): Promise<T> {
  let pauseMs = firstPauseMs;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts >= maxAttempts || !mayPass(error)) throw error;
      await clock.sleep(ids.random() * pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** What an action takes and gives: types of the SDK, which is left out of what runs. */
export type Actions<A> = { readonly [K in keyof A]: readonly [input: object, output: object] };

/** Calls an action by name, as the services do that speak `application/x-amz-json`. */
export type CallAction<A extends Actions<A>> = <K extends keyof A & string>(
  action: K,
  input: A[K][0],
) => Promise<A[K][1]>;

/** @param protocol the prefix of the service's targets, and the version of JSON that it speaks */
export function jsonActions<A extends Actions<A>>(
  client: Pick<AwsClient, 'send'>,
  protocol: { readonly target: string; readonly version: '1.0' | '1.1' },
): CallAction<A> {
  return async (action, input) => {
    const { body } = await client.send({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': `application/x-amz-json-${protocol.version}`,
        'x-amz-target': `${protocol.target}.${action}`,
      },
      body: JSON.stringify(input),
    });
    // AWS's word for what its own action gives; what of it counts is parsed by who reads it.
    return (body.length === 0 ? {} : JSON.parse(body.toString('utf8'))) as A[typeof action][1];
  };
}
