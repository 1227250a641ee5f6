/**
 * Stands in front of the emulator's API, whose address has a path of its own before each route: with it links, cookies and
 * forms would lead astray. On AWS the API has a host name for itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as requestSecurely } from 'node:https';
import { readsAsDenied } from './access-denied.ts';
import { createTurnstile } from './turnstile.ts';

const bodyLimitToRead = 64 * 1024;
/** The emulator starts a process for each request that comes while others are under way; a hundred of them would starve this machine. */
const maxAtOnce = 16;
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
  'te',
  'trailer',
]);

/** Where the emulator shows the mails that it took. */
export const sentMailsPath = '/_ministack/ses/messages';

export interface ApiProxy {
  readonly url: string;
  /** From now on requests go to the API, and those for the mails that were sent to the emulator itself; before, they are answered 503. */
  leadTo(api: string, emulator: string): void;
  /** Answers that say somebody lacked a right: method, path and status. */
  readonly denied: readonly string[];
  readonly requests: () => number;
  close(): Promise<void>;
}

export async function startProxy(certificate: Buffer): Promise<ApiProxy> {
  const agent = new Agent({ keepAlive: true, ca: certificate });
  const denied: string[] = [];
  const turnstile = createTurnstile(maxAtOnce);
  let target: { readonly api: string; readonly emulator: string } | undefined;
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    if (target === undefined) return void outgoing.writeHead(503).end();
    const where = incoming.url === sentMailsPath ? target.emulator : target.api;
    const passage = { incoming, outgoing, target: where, agent, denied };
    // Long polls sleep most of the time, and what they wait for must not wait for them.
    if (incoming.url?.includes('waitSeconds=')) return pass(passage);
    turnstile((leave) => {
      if (outgoing.destroyed) return leave();
      outgoing.once('close', leave);
      pass(passage);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    denied,
    requests: () => requests,
    leadTo: (api, emulator) => {
      target = { api, emulator };
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Passage {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly target: string;
  readonly agent: Agent;
  readonly denied: string[];
}

function pass({ incoming, outgoing, target, agent, denied }: Passage): void {
  const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name)));
  const outbound = requestSecurely(
    `${target}${incoming.url}`,
    { method: incoming.method, headers, agent },
    (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name));
      outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
      let start = '';
      answer.on('data', (chunk: Buffer) => {
        if (start.length < bodyLimitToRead) start += chunk.toString('latin1');
      });
      answer.on('end', () => {
        if (readsAsDenied(start)) denied.push(`${incoming.method} ${incoming.url} ${answer.statusCode}`);
      });
      answer.pipe(outgoing);
    },
  );
  outbound.on('error', () => outgoing.destroy());
  incoming.pipe(outbound);
}
