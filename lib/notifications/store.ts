import * as z from 'zod';
import { sha256Hex } from '../digest/index.ts';
import { dueAttributes } from '../due/index.ts';
import { idOf, PrincipalId, Timestamp } from '../identity/index.ts';
import type { Key, Page, Row, Table, Write } from '../platform/index.ts';
import { OutboxItem } from './schema.ts';

/**
 *   W#w#outbox    | <dlv>   one mail to one recipient, without its body: that holds the link
 *   L#<hash>      | link    what a mailed link stands for, by the hash of its token's characters (the one partition not by workspace)
 */
const outboxPartition = (workspaceId: string): string => `W#${workspaceId}#outbox`;
const mailKey = (workspaceId: string, mailId: string): Key => ({ pk: outboxPartition(workspaceId), sk: mailId });
const linkKey = (token: string): Key => ({ pk: `L#${sha256Hex(token)}`, sk: 'link' });

/** A mail as it is stored; `version` counts its changes. */
export const StoredMail = OutboxItem.omit({ text: true, html: true }).extend({
  workspaceId: idOf('wsp'),
  projectId: idOf('prj'),
  sessionId: idOf('ses'),
  checkpointId: idOf('chk'),
});
export type StoredMail = z.infer<typeof StoredMail>;

const mailRow = (mail: StoredMail, lookAgainAt: string | undefined): Row => ({
  ...mailKey(mail.workspaceId, mail.id),
  ...mail,
  ...(lookAgainAt === undefined
    ? {}
    : dueAttributes({ at: lookAgainAt, kind: 'outbox', workspaceId: mail.workspaceId, id: mail.id })),
});

export const mailIsNew = 'the mail is new';
export const newMailWrite = (mail: StoredMail, lookAgainAt: string): Write => ({
  kind: 'put',
  table: 'work',
  row: mailRow(mail, lookAgainAt),
  conditions: [{ is: 'absent', name: mailIsNew }],
});

/** The mail's next state; `lookAgainAt` while it is still to be sent. */
export const mailWrite = (former: StoredMail, next: StoredMail, lookAgainAt?: string): Write => ({
  kind: 'put',
  table: 'work',
  row: mailRow(next, lookAgainAt),
  conditions: [{ is: 'equal', attribute: 'attempts', value: former.attempts, name: 'the mail is as it was read' }],
});

export async function findMail(table: Table, workspaceId: string, mailId: string): Promise<StoredMail | undefined> {
  const row = await table.get('work', mailKey(workspaceId, mailId));
  return row && StoredMail.parse(row);
}

/** Mails of a workspace, newest first. */
export const listMailRows = (
  table: Table,
  workspaceId: string,
  limit: number,
  cursor: string | undefined,
): Promise<Page> =>
  table.query({
    table: 'work',
    pk: outboxPartition(workspaceId),
    reverse: true,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });

/** What a link stands for. Whether it still decides follows from the checkpoint and the recipient's standing, not from here. */
export const StoredLink = z.object({
  workspaceId: idOf('wsp'),
  projectId: idOf('prj'),
  sessionId: idOf('ses'),
  checkpointId: idOf('chk'),
  principalId: PrincipalId,
  createdAt: Timestamp,
});
export type StoredLink = z.infer<typeof StoredLink>;

/** A link that was made before is left as it is. */
export const linkWrite = (token: string, link: StoredLink): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...linkKey(token), ...link },
});

/** The link that a token opens, or undefined: unknown tokens are all alike. */
export async function findLink(table: Table, token: string): Promise<StoredLink | undefined> {
  const row = await table.get('work', linkKey(token));
  return row && StoredLink.parse(row);
}
