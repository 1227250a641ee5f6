/** Where scenarios run. Only the base address, the tokens and the mailbox differ between hosts; which it is, the environment says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../../infra/local/oidc/signing-key.ts';
import { people } from '../../../infra/local/people.ts';
import { problemsOfLog } from '../log-scan.ts';
import { clientOf, type Person, type Reachable } from './client.ts';
import { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
import { type Mailbox, outboxOf, sesInbox } from './mailbox.ts';

export interface Host extends Reachable {
  /** Moves the time that the product reads, for everyone, and runs what has become due. @returns the new time, epoch ms */
  advance(seconds: number): Promise<number>;
  readonly mailbox: Mailbox;
  stop(): Promise<void>;
}

/** How long things may take: state machines of the emulated AWS begin late and functions start cold. */
export const patienceMs = process.env.SCENARIO_BASE_URL === undefined ? 20_000 : 90_000;

/** The host that `SCENARIO_BASE_URL` names, else an embedded one that is started for the caller. */
export async function openHost(): Promise<Host> {
  const { SCENARIO_BASE_URL: url, SCENARIO_TOKEN_ISSUER_URL: tokens, SCENARIO_MAIL_URL: mail } = process.env;
  if (url === undefined) return embeddedHost();
  if (tokens === undefined)
    throw new Error('SCENARIO_TOKEN_ISSUER_URL names where GET /<person> answers a bearer token');
  return deployedHost(url, tokens, mail);
}

function deployedHost(url: string, tokenUrl: string, mailUrl: string | undefined): Host {
  const known = new Map<string, Promise<string>>();
  const token = (person: NonNullable<Person>): Promise<string> => {
    const asked = known.get(person) ?? fetchToken(`${tokenUrl}/${person}`);
    known.set(person, asked);
    return asked;
  };
  const host = { url, token };
  return { ...host, advance: (seconds) => advance(host, seconds), mailbox: sesInbox(mailUrl), stop: async () => {} };
}

async function fetchToken(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return (await response.text()).trim();
}

async function embeddedHost(): Promise<Host> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-scenario-'));
  const forget = (): void => rmSync(dataFolder, { recursive: true, force: true });
  let printed = '';
  const hear = (text: string): void => {
    printed += text;
  };
  const environment = { COUNTERSIGN_REQUEST_LOG: 'on' };
  const child = await startEmbeddedProcess({ dataFolder, environment, hear }).catch((error: unknown) => {
    forget();
    throw error;
  });
  return {
    ...hostOfProcess(() => child),
    async stop() {
      await child.stop();
      forget();
      const problems = problemsOfLog(printed.split('\n'));
      if (problems.length > 0) throw new Error(`What the host printed: ${problems.join('; ')}`);
    },
  };
}

/** Speaks to whatever process runs at the moment, so that a test may end one and start the next. */
export function hostOfProcess(running: () => EmbeddedProcess): Host {
  let aheadMs = 0;
  const tokens = new Map<string, string>();
  const host: Reachable = {
    get url() {
      return running().url;
    },
    async token(person) {
      const known = tokens.get(person);
      if (known !== undefined) return known;
      const found = people.find(({ id }) => id === person);
      if (found === undefined) throw new Error(`there is no person ${person}`);
      const token = personalToken(found, openSigningKey(running().dataFolder), Date.now() + aheadMs);
      tokens.set(person, token);
      return token;
    },
  };
  return {
    get url() {
      return host.url;
    },
    token: host.token,
    async advance(seconds) {
      const now = await advance(host, seconds);
      aheadMs = now - Date.now();
      tokens.clear();
      return now;
    },
    mailbox: outboxOf(host),
    stop: () => running().stop(),
  };
}

async function advance(host: Reachable, seconds: number): Promise<number> {
  const answer = await clientOf(host, undefined).post<{ now: string }>('/test/clock', { advanceSeconds: seconds });
  if (answer.status !== 200) throw new Error(`the clock did not move: ${answer.status} ${answer.text}`);
  return Date.parse(answer.body.now);
}
