/** What must be true of everything the host holds, whatever it went through. */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyExport } from '../../../lib/audit/index.ts';
import { type Client, clientOf } from '../../support/scenario/client.ts';
import type { ChainedEntry, Checkpoint, OutboxItem, Project, Session } from '../../support/scenario/shapes.ts';
import type { Stage } from './clients.ts';

/** Once faults stop everything comes to rest within this much of the product's time (I10). */
const settleSeconds = 15 * 60;
const looks = 200;
const lookEveryMs = 50;
const restingStatuses = ['pending_review', 'approved', 'rejected', 'completed', 'failed', 'cancelled'];

export interface Verdict {
  readonly sessions: number;
  readonly decisions: number;
  readonly mails: number;
  /** Everything that is not as it must be, in words. */
  readonly flaws: readonly string[];
}

/** Lets the time pass in which everything comes to rest, then looks at everything. */
export async function judge(stage: Stage): Promise<Verdict> {
  const { host } = stage;
  await host.advance(settleSeconds);
  const reader = clientOf(host, 'owner');
  const sessions: Session[] = [];
  const flaws: string[] = [];
  let decisions = 0;
  for (const P of stage.projects) {
    const found = await rested(reader, P);
    sessions.push(...found);
    flaws.push(...restlessIn(P, found), ...twinsIn(P, found));
    const entries = await chainOf(reader, P, flaws);
    decisions += entries.filter(({ content }) => content.entry === 'decision').length;
    flaws.push(...doublesIn(P, entries), ...(await miscounted(reader, P, entries)));
  }
  const waiting = await openCheckpoints(reader, stage, sessions);
  const mails = (await Promise.all(stage.places.map(({ W }) => reader.list<OutboxItem>(`${W}/outbox`)))).flat();
  flaws.push(...mailFlaws(waiting, mails));
  return { sessions: sessions.length, decisions, mails: mails.length, flaws };
}

/** The project's sessions, as soon as each of them waits for a person or has ended. */
async function rested(reader: Client, P: string): Promise<readonly Session[]> {
  for (let look = 1; ; look += 1) {
    const sessions = await reader.list<Session>(`${P}/work-sessions`);
    if (look === looks || sessions.every(({ status }) => restingStatuses.includes(status))) return sessions;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

const restlessIn = (P: string, sessions: readonly Session[]): readonly string[] =>
  sessions.flatMap(({ id, status, failure }) => {
    if (!restingStatuses.includes(status)) return [`I10 ${P}: ${id} is left ${status}`];
    return status === 'failed' ? [`${P}: ${id} failed: ${failure?.code} ${failure?.detail}`] : [];
  });

/** A request that was repeated after a cut has the effect of one: each description of work is there once. */
const twinsIn = (P: string, sessions: readonly Session[]): readonly string[] =>
  repeated(sessions.map(({ taskIntent }) => taskIntent)).map((intent) => `I7 ${P}: “${intent}” was started twice`);

async function chainOf(reader: Client, P: string, flaws: string[]): Promise<readonly ChainedEntry[]> {
  const { text } = await reader.get(`${P}/audit/export`);
  const lines = text.split('\n').filter((line) => line !== '');
  const { valid, broken } = await verifyExport(lines);
  if (!valid) flaws.push(`I8 ${P}: the chain breaks at ${broken?.sequence}: ${broken?.reason}`);
  const verified = await reader.read<{ valid: boolean }>(`${P}/audit/verify`);
  if (!verified.valid) flaws.push(`I8 ${P}: the server does not verify the chain`);
  return lines.map((line): ChainedEntry => JSON.parse(line));
}

function doublesIn(P: string, entries: readonly ChainedEntry[]): readonly string[] {
  const named = (kind: string, member: string): readonly string[] =>
    entries.flatMap(({ content }) => (content.entry === kind && content[member] ? [String(content[member])] : []));
  return [
    ...repeated(named('decision', 'checkpointId')).map((id) => `I3 ${P}: ${id} was decided twice`),
    ...repeated(named('mutation', 'artifactId')).map((id) => `I2 ${P}: ${id} was applied twice`),
  ];
}

/** The blocks that are there are those that the chain says were made. */
async function miscounted(reader: Client, P: string, entries: readonly ChainedEntry[]): Promise<readonly string[]> {
  const made = new Set(
    entries.flatMap(({ content }) =>
      content.entry === 'mutation' && String(content.targetId).startsWith('blk_') ? [String(content.targetId)] : [],
    ),
  );
  const project = await reader.read<Project>(P);
  const there = Object.values(project.blockCounts).reduce((sum, count) => sum + count, 0);
  const listed = await reader.list<{ id: string }>(`${P}/blocks`);
  const unexplained = listed.filter(({ id }) => !made.has(id));
  return [
    ...(there === made.size ? [] : [`I8 ${P}: ${there} blocks are counted, the chain made ${made.size}`]),
    ...unexplained.map(({ id }) => `I1 ${P}: no entry of the chain made ${id}`),
  ];
}

async function openCheckpoints(
  reader: Client,
  stage: Stage,
  sessions: readonly Session[],
): Promise<readonly Checkpoint[]> {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const open: Checkpoint[] = [];
  for (const P of stage.projects) {
    for (const { id } of await reader.list<Session>(`${P}/work-sessions?status=pending_review`)) {
      const { openCheckpointId } = byId.get(id) ?? {};
      open.push(await reader.read<Checkpoint>(`${P}/work-sessions/${id}/checkpoints/${openCheckpointId}`));
    }
  }
  return open;
}

/** Each who may decide what waits was told of it once; nothing is left to be sent. */
function mailFlaws(waiting: readonly Checkpoint[], mails: readonly OutboxItem[]): readonly string[] {
  const opened = mails.filter(({ kind }) => kind === 'checkpoint_opened');
  const keyOf = ({ checkpointId, to }: OutboxItem): string => `${checkpointId} to ${to.principalId}`;
  const told = new Map<string, number>();
  for (const { checkpointId = '', status } of opened)
    if (status === 'sent') told.set(checkpointId, (told.get(checkpointId) ?? 0) + 1);
  return [
    ...mails.filter(({ status }) => status === 'pending').map((mail) => `I12 ${keyOf(mail)} is still to be sent`),
    ...repeated(opened.map(keyOf)).map((key) => `I12 ${key} was mailed twice`),
    ...waiting
      .filter(({ id }) => told.get(id) !== recipients)
      .map(({ id }) => `I12 ${id} waits and ${told.get(id) ?? 0} of ${recipients} people were told`),
  ];
}
/** Of a place's people, those with an address who may decide: owner, admin, both reviewers. */
const recipients = 4;

function repeated(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

/** Messages and notices that nobody will work off any more, in the data of a host that has stopped. */
export function leftovers(dataFolder: string): readonly string[] {
  const database = new DatabaseSync(join(dataFolder, 'countersign.sqlite'), { readOnly: true });
  try {
    const messages = database.prepare('SELECT body, error FROM queue_message').all();
    const notices = database.prepare("SELECT pk, sk FROM work WHERE pk LIKE 'W#%#notices'").all();
    return [
      ...messages.map(({ body, error }) => `I12 the message ${String(body)} is left: ${String(error)}`),
      ...notices.map(({ pk, sk }) => `I12 nobody was told of ${String(pk)} ${String(sk)}`),
    ];
  } finally {
    database.close();
  }
}
