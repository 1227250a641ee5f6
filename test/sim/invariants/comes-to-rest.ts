import type { Row } from '../../../lib/platform/index.ts';
import type { World } from '../world/world.ts';
import { type Invariant, text } from './invariant.ts';

const ended: ReadonlySet<string> = new Set(['approved', 'rejected', 'completed', 'failed', 'cancelled']);

/** What still keeps a run from having come to rest (I10): the first thing found, in words. */
export async function unrest(world: World): Promise<string | undefined> {
  for (const row of world.mirror.rows('work')) {
    const reason = unrestOf(row, world.now()) ?? untold(world, row) ?? (await stillRunning(world, row));
    if (reason !== undefined) return reason;
  }
  for (const row of world.mirror.rows('substrate')) {
    if (row.sk === 'head' && row.flippedReviewId !== undefined) return 'a large review is not folded in';
    if (row.stagedReviewId !== undefined) return 'a row is still staged';
  }
  return undefined;
}

/** An event that is not on the timelines of its workspace and project (I8). */
function untold(world: World, row: Row): string | undefined {
  if (!row.sk.startsWith('evt#')) return undefined;
  const [workspaceId, projectId, id] = [text(row, 'workspaceId'), text(row, 'projectId'), text(row, 'id')];
  const timelines = [`W#${workspaceId}`, ...(projectId === '' ? [] : [`W#${workspaceId}#prj#${projectId}`])];
  const isThere = (pk: string) => world.mirror.get('work', { pk: `${pk}#timeline`, sk: id }) !== undefined;
  return timelines.every(isThere) ? undefined : `${text(row, 'type')} is on no timeline`;
}

async function stillRunning(world: World, row: Row): Promise<string | undefined> {
  if (row.sk !== 'session' || !ended.has(text(row, 'status'))) return undefined;
  const name = `${text(row, 'id')}-${row.execution}`;
  return (await world.process.describe(name))?.status === 'running' ? `${name} goes on after its session` : undefined;
}

function unrestOf(row: Row, now: number): string | undefined {
  if (row.sk === 'session') {
    const status = text(row, 'status');
    if (ended.has(status)) return row.settled === true ? undefined : `${text(row, 'id')} is ${status} and not settled`;
    // A session that nobody has started waits for a person too.
    return status === 'pending_review' || (status === 'initialized' && row.queuedAt === undefined)
      ? undefined
      : `${text(row, 'id')} is ${status}`;
  }
  if (row.sk === 'apply') return 'a large review holds its claim';
  if (row.pk.endsWith('#notices')) return 'a notice is not worked off';
  if (row.pk.endsWith('#outbox') && text(row, 'status') === 'pending') return 'a mail is not sent';
  const dueAt = text(row, 'byDueSk').split('#')[0] ?? '';
  if (dueAt !== '' && Date.parse(dueAt) < now - graceMs) return `${text(row, 'dueKind')} is overdue`;
  return undefined;
}
/** What is due is looked at within a minute (on AWS the schedule's interval). */
const graceMs = 60_000;

/** I10 beyond what `unrest` waits for: slots are counted right. */
export const comesToRest: Invariant = {
  ids: ['I10'],
  atRest(world) {
    const sessions = world.mirror.rows('work', 'W#').filter(({ sk }) => sk === 'session');
    for (const row of world.mirror.rows('work', 'W#').filter(({ sk }) => sk === 'admission')) {
      const working = sessions.filter(({ pk, status }) => pk.startsWith(row.pk) && status === 'in_progress').length;
      if (Number(row.running ?? 0) !== working)
        world.violate(`I10: ${row.running} slots are taken by ${working} sessions`);
    }
  },
};
