import * as z from 'zod';
import { type DueKind, dueKinds, dueRows, dueShards, postponeWrite } from '../due/index.ts';
import { unreachable } from '../errors.ts';
import { climbLadder, type DecidePorts, settleAbandonedApply } from '../governance/index.ts';
import { timestamp } from '../identity/index.ts';
import { ConditionFailed, type Row } from '../platform/index.ts';
import { admitQueued } from '../sessions/index.ts';
import { tellWhatIsLate } from './late.ts';
import { reconcileSession } from './reconcile-session.ts';

/** What one sweep takes of each shard, and how many sweeps follow one another while there is more. */
const rowsPerShard = 100;
const maxRounds = 50;
const atATime = 8;
/** What was taken up and is still due is looked at again after this: its use case had to wait, has failed, or works elsewhere. */
const putOffMs = 15_000;

const DueRow = z.object({
  pk: z.string(),
  sk: z.string(),
  byDueSk: z.string(),
  dueKind: z.enum(dueKinds),
  workspaceId: z.string(),
  id: z.string().optional(),
  sessionId: z.string().optional(),
  projectId: z.string().optional(),
  noticeId: z.string().optional(),
});
type DueRow = z.infer<typeof DueRow>;

/**
 * Takes everything whose time has come and runs the ordinary use case for it. Each use case looks for
 * itself whether it is due; one that fails, or can not go on yet, is put off and holds up no other.
 * Gives how many rows were taken up.
 */
export async function runDue(ports: DecidePorts): Promise<number> {
  let taken = 0;
  const seen: DueRow[] = [];
  for (let round = 1; round <= maxRounds; round += 1) {
    const rows = await dueNow(ports);
    seen.push(...rows);
    const moved = await runAll(ports, rows);
    taken += moved;
    if (moved === 0 || rows.length < rowsPerShard) break;
  }
  tellWhatIsLate(ports.log, seen, ports.clock.now());
  return taken;
}

async function dueNow(ports: DecidePorts): Promise<readonly DueRow[]> {
  const now = timestamp(ports.clock.now());
  const pages = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) => dueRows(ports.table, shard, now, rowsPerShard)),
  );
  return pages.flatMap((page) => page.rows).map((row: Row) => DueRow.parse(row));
}

async function runAll(ports: DecidePorts, rows: readonly DueRow[]): Promise<number> {
  let done = 0;
  const queuedWorkspaces = [...new Set(rows.filter((row) => row.dueKind === 'queue').map((row) => row.workspaceId))];
  const jobs = [
    ...rows.filter((row) => row.dueKind !== 'queue').map((row) => ({ run: () => runOne(ports, row), row })),
    { run: () => admitInTurn(ports, queuedWorkspaces), row: undefined },
  ];
  const runJob = async ({ run, row }: (typeof jobs)[number]): Promise<void> => {
    try {
      await run();
      done += 1;
    } catch (error) {
      ports.log.error('due.failed', {
        ...(row === undefined ? { kind: 'queue' } : idsOf(row)),
        cause: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
      });
    }
  };
  for (let start = 0; start < jobs.length; start += atATime)
    await Promise.all(jobs.slice(start, start + atATime).map(runJob));
  const until = timestamp(ports.clock.now() + putOffMs);
  for (let start = 0; start < rows.length; start += atATime)
    await Promise.all(rows.slice(start, start + atATime).map((row) => putOff(ports, row, until)));
  return done;
}

const idsOf = ({ dueKind, workspaceId, sessionId, projectId, id }: DueRow) => ({
  kind: dueKind,
  workspaceId,
  ...(projectId === undefined ? {} : { projectId }),
  ...(dueKind === 'session' && id !== undefined ? { sessionId: id } : sessionId === undefined ? {} : { sessionId }),
});

async function putOff({ table }: DecidePorts, row: DueRow, until: string): Promise<void> {
  try {
    await table.commit([postponeWrite(row, until)]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function runOne(ports: DecidePorts, row: DueRow): Promise<void> {
  const kind: Exclude<DueKind, 'queue'> = row.dueKind === 'queue' ? 'session' : row.dueKind;
  const { workspaceId, sessionId = '', projectId = '', id = '' } = row;
  switch (kind) {
    case 'session':
      await reconcileSession(ports, workspaceId, id);
      return;
    case 'checkpoint':
      // After a long silence several rungs may be due at once: who was told that everything due has run shall find it so.
      while ((await climbLadder(ports, { workspaceId, sessionId, checkpointId: id })) === 'reminded');
      return;
    case 'apply':
      await settleAbandonedApply(ports, workspaceId, projectId);
      return;
    case 'outbox':
      await ports.queue.send('mail', { workspaceId, id: row.noticeId ?? id });
      return;
    default:
      unreachable(kind);
  }
}

/** Workspaces take turns, one session each, until none can start one (S2). */
async function admitInTurn(ports: DecidePorts, workspaces: readonly string[]): Promise<void> {
  let waiting = workspaces;
  for (let round = 1; round <= maxRounds && waiting.length > 0; round += 1) {
    const admitted: string[] = [];
    for (const workspaceId of waiting) if ((await admitQueued(ports, workspaceId, 1)) > 0) admitted.push(workspaceId);
    waiting = admitted;
  }
}
