import * as z from 'zod';
import { allArtifacts } from '../artifacts/index.ts';
import { type Checkpoint, eligibleMembers, findCheckpoint, noticeKey, readVotes } from '../checkpoints/index.ts';
import { sha256Hex } from '../digest/index.ts';
import { CountersignError } from '../errors.ts';
import { listMembers, type Member, readPolicy, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Log, Mailer, Secrets, Table, Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { linkToken } from './links.ts';
import { renderMail, subjectOf } from './render-mail.ts';
import { findMail, linkWrite, mailIsNew, mailWrite, newMailWrite, type StoredMail } from './store.ts';

export interface DeliverPorts {
  readonly table: Table;
  readonly mailer: Mailer;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** where people reach the product, without a slash at the end */
  readonly publicUrl: string;
}

/** At most 20 recipients of one checkpoint. */
const maxRecipients = 20;
const maxMembersRead = 1000;
const maxAttempts = 6;
/** The first pause after a failed attempt; doubles with each. */
const firstPauseMs = 30_000;

const NoticeRow = z.object({
  noticeId: z.string(),
  kind: z.enum(['checkpoint_opened', 'checkpoint_reminder']),
  sessionId: z.string(),
  checkpointId: z.string(),
});
type NoticeRow = z.infer<typeof NoticeRow>;

/** Works off a notice (`ntc_…`: who is to be told?) or a mail that is still to be sent (`dlv_…`). Safe to repeat (N5). */
export async function deliver(ports: DeliverPorts, workspaceId: string, id: string): Promise<void> {
  if (id.startsWith('dlv_')) return sendForgotten(ports, workspaceId, id);
  const row = await ports.table.get('work', noticeKey(workspaceId, id));
  if (!row) return;
  const notice = NoticeRow.parse(row);
  const mails = await addressNotice(ports, workspaceId, notice);
  for (const mail of mails) await sendMail(ports, mail);
}

/** One mail and one link per recipient, and the notice is gone, in one commit. Gives the mails that are this caller's to send. */
async function addressNotice(
  ports: DeliverPorts,
  workspaceId: string,
  notice: NoticeRow,
): Promise<readonly StoredMail[]> {
  const checkpoint = await findCheckpoint(ports.table, workspaceId, notice.sessionId, notice.checkpointId);
  const done: Write = { kind: 'delete', table: 'work', key: noticeKey(workspaceId, notice.noticeId) };
  if (checkpoint?.status !== 'open') {
    await ports.table.commit([done]);
    return [];
  }
  const { recipients, warning } = await recipientsOf(ports, checkpoint);
  const now = ports.clock.now();
  const mails = recipients.map((member) => newMail(notice, checkpoint, member, timestamp(now)));
  const links = await Promise.all(mails.map((mail) => linkOf(ports, checkpoint, mail, timestamp(now))));
  try {
    await ports.table.commit([
      done,
      ...warning,
      ...mails.map((mail) => newMailWrite(mail, timestamp(now + firstPauseMs))),
      ...links,
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailed) || error.condition !== mailIsNew) throw error;
    return []; // a twin has addressed the same notice: the same mails are its to send
  }
  return mails;
}

/** Members with an address whose vote would count and has not been given; when nobody is eligible, the admins, with a warning. */
async function recipientsOf(
  ports: DeliverPorts,
  checkpoint: Checkpoint,
): Promise<{ readonly recipients: readonly Member[]; readonly warning: readonly Write[] }> {
  const { workspaceId, projectId, sessionId, id } = checkpoint;
  const [{ policy }, members, votes] = await Promise.all([
    readPolicy(ports.table, workspaceId),
    listMembers(ports.table, workspaceId, { limit: maxMembersRead }),
    readVotes(ports.table, workspaceId, sessionId, id),
  ]);
  const voted = new Set(votes.map((vote) => vote.principalId));
  const reachable = (found: readonly Member[]): readonly Member[] =>
    found.filter((member) => member.email !== undefined && !voted.has(member.principalId)).slice(0, maxRecipients);
  const eligible = eligibleMembers(checkpoint, policy, members.items);
  if (eligible.length > 0) return { recipients: reachable(eligible), warning: [] };
  const admins = members.items.filter(
    (member) => member.kind === 'person' && (member.role === 'owner' || member.role === 'admin'),
  );
  const warning = tell(ports, {
    workspaceId,
    projectId,
    sessionId,
    type: 'checkpoint.nobody_eligible',
    actor: 'system',
    summary: 'Nobody may decide this checkpoint under the policy; the admins were told.',
    data: { checkpointId: id },
  });
  return { recipients: reachable(admins), warning: [warning] };
}

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The notice's time and a hash of notice and recipient: derived, so that a repeated delivery is the same mail. */
const mailIdOf = (noticeId: string, principalId: string): `dlv_${string}` => {
  const hash = sha256Hex(`${noticeId}\n${principalId}`);
  const tail = Array.from(
    { length: 16 },
    (_, index) => base32[Number.parseInt(hash.slice(index * 2, index * 2 + 2), 16) % 32],
  ).join('');
  return `dlv_${noticeId.slice(4, 14)}${tail}`;
};

const newMail = (notice: NoticeRow, checkpoint: Checkpoint, member: Member, at: string): StoredMail => ({
  id: mailIdOf(notice.noticeId, member.principalId),
  workspaceId: checkpoint.workspaceId,
  projectId: checkpoint.projectId,
  sessionId: checkpoint.sessionId,
  checkpointId: checkpoint.id,
  kind: notice.kind,
  to: { principalId: member.principalId, displayName: member.displayName, address: member.email ?? '' },
  subject: subjectOf(notice.kind, checkpoint),
  status: 'pending',
  attempts: 0,
  createdAt: at,
});

async function linkOf(
  ports: DeliverPorts,
  checkpoint: Checkpoint,
  mail: StoredMail,
  createdAt: string,
): Promise<Write> {
  const { workspaceId, projectId, sessionId, id: checkpointId } = checkpoint;
  const token = await linkToken(ports.secrets, checkpointId, mail.to.principalId);
  return linkWrite(token, {
    workspaceId,
    projectId,
    sessionId,
    checkpointId,
    principalId: mail.to.principalId,
    createdAt,
  });
}

/**
 * A mail that is still pending after its time. It is taken by noting the attempt before it is made, so that of two who find it at
 * once one sends it; who dies in between leaves it to the next.
 */
async function sendForgotten(ports: DeliverPorts, workspaceId: string, mailId: string): Promise<void> {
  const mail = await findMail(ports.table, workspaceId, mailId);
  if (mail?.status !== 'pending') return;
  const taken = { ...mail, attempts: mail.attempts + 1 };
  if (await settle(ports, [mailWrite(mail, taken, nextLook(ports, taken))])) await sendMail(ports, mail, taken);
}

/** Sends a mail, or notes why not and when to try again; after the last attempt it is visibly failed (N5). `stored`: as it lies in the table. */
async function sendMail(ports: DeliverPorts, mail: StoredMail, stored: StoredMail = mail): Promise<void> {
  const { workspaceId, sessionId } = mail;
  const checkpoint = await findCheckpoint(ports.table, workspaceId, sessionId, mail.checkpointId);
  const attempted = { ...mail, attempts: mail.attempts + 1 };
  if (checkpoint?.status !== 'open') {
    const failure = 'The checkpoint ended before the mail was sent.';
    await settle(ports, [mailWrite(stored, { ...attempted, status: 'failed', failure })]);
    return;
  }
  try {
    const shown = new Set<string>(checkpoint.artifacts.map(({ id }) => id));
    const artifacts = (await allArtifacts(ports.table, workspaceId, sessionId)).filter(({ id }) => shown.has(id));
    const link = `${ports.publicUrl}/a/${await linkToken(ports.secrets, checkpoint.id, mail.to.principalId)}`;
    await ports.mailer.send(renderMail(mail, checkpoint, artifacts, link));
    await settle(ports, [mailWrite(stored, { ...attempted, status: 'sent', sentAt: timestamp(ports.clock.now()) })]);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    await settle(ports, afterFailure(ports, stored, attempted, error));
  }
}

/** When a mail that has been attempted so often is looked at again. */
const nextLook = (ports: DeliverPorts, { attempts }: StoredMail): string =>
  timestamp(ports.clock.now() + firstPauseMs * 2 ** (attempts - 1) * (0.5 + ports.ids.random()));

function afterFailure(
  ports: DeliverPorts,
  stored: StoredMail,
  attempted: StoredMail,
  error: CountersignError,
): readonly Write[] {
  if (error.retryable && attempted.attempts < maxAttempts)
    return [mailWrite(stored, attempted, nextLook(ports, attempted))];
  const { workspaceId, projectId, sessionId, checkpointId, to } = attempted;
  return [
    mailWrite(stored, { ...attempted, status: 'failed', failure: error.message.slice(0, 300) }),
    tell(ports, {
      workspaceId,
      projectId,
      sessionId,
      type: 'mail.failed',
      actor: 'system',
      summary: `The mail to ${to.displayName} could not be delivered.`,
      data: { mailId: attempted.id, checkpointId },
    }),
  ];
}

/** Whether it was noted; not when a twin was faster. */
async function settle(ports: DeliverPorts, writes: readonly Write[]): Promise<boolean> {
  try {
    await ports.table.commit(writes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
