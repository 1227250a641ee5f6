/** Somebody who has a mailed link and nothing else. */
import { randomUUID } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestHost } from '../support/embedded-host.ts';
import { fieldOf } from '../support/page-visitor.ts';
import type { Checkpoint, OutboxItem, Place, Waiting } from '../support/scenario/index.ts';
import { eventually, workToReview } from '../support/scenario/index.ts';

export interface HeldLink {
  readonly waiting: Waiting;
  /** `/a/…` */
  readonly path: string;
  readonly token: string;
  readonly mailedAt: string;
  get(headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Sends what the form of the page sends. @returns the status */
  decide(decision: 'approve' | 'reject' | 'request_changes', more?: Sending): Promise<number>;
  /** Where the checkpoint stands. */
  status(): Promise<Checkpoint['status']>;
}

interface Sending {
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** A body as it is, instead of a form. */
  readonly json?: string | Buffer;
}

const connections = new Agent({ keepAlive: true });

/** So many, all the same. */
export const bytes = (count: number): Buffer => Buffer.alloc(count, 0x20);

/** One request, as sent: redirects are not followed. */
export function see(url: string, { method = 'GET', headers = {}, form, json }: Asking = {}): Promise<Seen> {
  const body = form === undefined ? json : new URLSearchParams(form).toString();
  const mediaType = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  const type = body === undefined ? {} : { 'content-type': mediaType };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { ...type, ...headers }, agent: connections }, (answer) => {
      text(answer).then(
        (page) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: page }),
        reject,
      );
    });
    asked.on('error', reject).end(body);
  });
}

/** New work, and the link that the reviewer was mailed about it. */
export async function heldLink(host: TestHost, place: Place): Promise<HeldLink> {
  const title = `Asked as ${randomUUID()}`;
  const waiting = await workToReview(place, { taskIntent: title });
  const mail = await eventually('the mail to the reviewer', async () =>
    (await place.as('admin').list<OutboxItem>(`${place.W}/outbox`)).find(
      (item) =>
        item.checkpointId === waiting.checkpoint.id && item.to.principalId === 'reviewer' && item.text !== undefined,
    ),
  );
  const path = /\/a\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? '';
  const url = `${host.url}${path}`;
  const page = await see(url);
  const form = { digest: fieldOf(page.text, 'digest'), nonce: fieldOf(page.text, 'nonce') };
  return {
    waiting,
    path,
    mailedAt: mail.createdAt,
    token: path.slice('/a/'.length),
    get: (headers = {}) => see(url, { headers }),
    async decide(decision, { fields = {}, headers = { 'sec-fetch-site': 'same-origin' } } = {}) {
      return (await see(url, { method: 'POST', form: { ...form, decision, ...fields }, headers })).status;
    },
    status: async () => (await place.as('viewer').read<Checkpoint>(waiting.C)).status,
  };
}
