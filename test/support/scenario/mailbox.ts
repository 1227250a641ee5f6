/** Where mailed links are found: the embedded host shows its mails to admins, the emulated SES keeps what was sent. */
import { people } from '../../../infra/local/people.ts';
import { clientOf, type Reachable } from './client.ts';
import type { OutboxItem } from './shapes.ts';

export interface MailQuery {
  /** address of the workspace */
  readonly W: string;
  readonly checkpointId: string;
  /** The title of the checkpoint, which no other checkpoint has. */
  readonly title: string;
  readonly person: string;
}

export interface Mailbox {
  /** Paths of the links (`/a/…`) in what this person was mailed about a checkpoint. */
  linksFor(query: MailQuery): Promise<readonly string[]>;
}

const linkPattern = /https?:\/\/[^\s"'<>]+?(\/a\/[\w-]+)/g;
const linksIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(linkPattern)].map(([, path]) => path ?? '')),
];

export const outboxOf = (host: Reachable): Mailbox => ({
  async linksFor({ W, checkpointId, person }) {
    const items = await clientOf(host, 'admin').list<OutboxItem>(`${W}/outbox`);
    return items
      .filter((item) => item.checkpointId === checkpointId && item.to.principalId === person)
      .flatMap((item) => linksIn(item.text ?? ''));
  },
});

interface SentMail {
  readonly To: readonly string[];
  readonly BodyText: string;
}

/** @param url answers every sent mail by account, as MiniStack does */
export const sesInbox = (url: string | undefined): Mailbox => ({
  async linksFor({ title, person }) {
    if (url === undefined) throw new Error('SCENARIO_MAIL_URL names where sent mails are read');
    const address = people.find(({ id }) => id === person)?.email ?? person;
    const answer = await fetch(url);
    const { messages }: { readonly messages: Readonly<Record<string, readonly SentMail[]>> } = JSON.parse(
      await answer.text(),
    );
    return Object.values(messages)
      .flat()
      .filter(({ To, BodyText }) => To.includes(address) && BodyText.includes(title))
      .flatMap(({ BodyText }) => linksIn(BodyText));
  },
});
