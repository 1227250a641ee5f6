/** Asks a host for pages and API answers, and says when the first byte came. */
import { Agent, request } from 'node:http';
import { sessionCookie } from '../../../functions/middleware/session-cookie.ts';
import { people } from '../../../infra/local/people.ts';
import { createSystemClock } from '../../../lib/platform/clock.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import { createLocalSecrets } from '../../../lib/platform/local/secrets.ts';
import type { HostProcess } from '../host-process.ts';

export interface Visitor {
  /** @returns milliseconds until the first byte of the answer. @throws Error when the answer is no success */
  firstByteMs(path: string): Promise<number>;
  close(): void;
}

/** Somebody who is signed in to the pages and, for paths under `/v1`, has a token. */
export async function visitorOf(host: HostProcess, personId: string): Promise<Visitor> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const credentials = {
    authorization: `Bearer ${host.token(personId)}`,
    cookie: await cookieOf(host, personId),
  };
  const { authorization, cookie } = credentials;
  return {
    firstByteMs: (path) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        const headers = path.startsWith('/v1/') ? { authorization } : { cookie };
        const sent = request({ agent, host: '127.0.0.1', port: host.port, path, headers }, (response) => {
          const tookMs = performance.now() - began;
          response.resume();
          response.on('error', reject);
          response.on('end', () =>
            response.statusCode === 200
              ? resolve(tookMs)
              : reject(new Error(`${path} answered ${response.statusCode} ${response.headers.location ?? ''}`)),
          );
        });
        sent.on('error', reject);
        sent.end();
      }),
    close: () => agent.destroy(),
  };
}

/** As the sign-in would have set it: sealed with the secret in the host's data folder. */
async function cookieOf({ dataFolder, port }: HostProcess, personId: string): Promise<string> {
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) throw new Error(`${personId} is not one of the ready-made people`);
  const clock = createSystemClock();
  const secrets = createLocalSecrets({ dataFolder, environment: {}, ids: createIds(clock) });
  const cookies = sessionCookie({ secrets, clock, publicUrl: `http://127.0.0.1:${port}` });
  const line = await cookies.issue({ principalId: person.id, displayName: person.name, email: person.email });
  return line.split(';')[0] ?? '';
}
