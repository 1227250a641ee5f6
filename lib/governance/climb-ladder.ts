import { checkpointWrite, findCheckpoint, noticeWrites, type OpenCheckpoint } from '../checkpoints/index.ts';
import { timestamp } from '../identity/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { checkpointExpired, readSession, type Session, sessionWrites, transition } from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';
import { commitReview } from './commit-review.ts';
import type { DecidePorts } from './decide.ts';
import { nextStepOf } from './ladder.ts';
import { ringBell } from './ring-bell.ts';

/**
 * The next rung of a checkpoint whose time has come (G13): remind, or expire. Expiry is a decision record like any other, so deciding
 * and expiring race under one condition; it is neither yes nor no (I3). Safe to run late, twice, or beside a decision.
 */
export async function climbLadder(
  ports: DecidePorts,
  place: { readonly workspaceId: string; readonly sessionId: string; readonly checkpointId: string },
): Promise<'reminded' | 'expired' | 'nothing'> {
  const checkpoint = await findCheckpoint(ports.table, place.workspaceId, place.sessionId, place.checkpointId);
  if (checkpoint?.status !== 'open' || checkpoint.deciding) return 'nothing';
  const step = checkpoint.ladder[checkpoint.ladderStep];
  if (!step || step.at > timestamp(ports.clock.now())) return 'nothing';
  try {
    if (step.do === 'remind') return await remind(ports, checkpoint);
    return await expire(ports, checkpoint);
  } catch (error) {
    if (error instanceof ConditionFailed) return 'nothing'; // decided or withdrawn meanwhile, or a twin was faster
    throw error;
  }
}

async function remind(ports: DecidePorts, checkpoint: OpenCheckpoint): Promise<'reminded'> {
  const next: OpenCheckpoint = { ...checkpoint, ladderStep: checkpoint.ladderStep + 1 };
  const notice = noticeWrites(ports, { kind: 'checkpoint_reminder', checkpoint });
  const { workspaceId, projectId, sessionId, title } = checkpoint;
  await ports.table.commit([
    checkpointWrite(checkpoint, next, nextStepOf(next)),
    tell(ports, {
      workspaceId,
      projectId,
      sessionId,
      type: 'checkpoint.reminded',
      actor: 'system',
      summary: `Still waits for a decision: ${title}`,
      data: { checkpointId: checkpoint.id },
    }),
    ...notice.writes,
  ]);
  await ports.queue.send('mail', { workspaceId, id: notice.id });
  return 'reminded';
}

async function expire(ports: DecidePorts, checkpoint: OpenCheckpoint): Promise<'expired' | 'nothing'> {
  const session = await readSession(ports.table, checkpoint.workspaceId, checkpoint.sessionId);
  if (session?.status !== 'pending_review' || session.openCheckpointId !== checkpoint.id) return 'nothing';
  const now = ports.clock.now();
  const at = timestamp(now);
  const after = transition(
    session,
    {
      command: 'fail',
      failure: { code: checkpointExpired, detail: 'Nobody decided in time.', step: 'Wait for a decision', at },
    },
    now,
  );
  const reviewId = ports.ids.next('rev') as `rev_${string}`;
  await commitReview(ports, {
    workspaceId: checkpoint.workspaceId,
    projectId: checkpoint.projectId,
    reviewId,
    decision: {
      entry: 'decision',
      reviewId,
      kind: 'expiry',
      quality: 'expired',
      checkpointId: checkpoint.id,
      sessionId: checkpoint.sessionId,
      digest: checkpoint.digest,
      verdicts: {},
      decidedBy: 'system',
      voters: [],
      via: 'policy',
      assurance: 'signed_in',
      at,
    },
    changes: [],
    tally: { artifactsApplied: 0, artifactsSaved: 0, artifactsRejected: 0 },
    rest: async () => expiryWrites(ports, checkpoint, session, after, at),
  });
  await ringBell(ports, after, checkpoint.id);
  return 'expired';
}

function expiryWrites(ports: DecidePorts, checkpoint: OpenCheckpoint, session: Session, after: Session, at: string) {
  const { deciding: _, ...rest } = checkpoint;
  const { workspaceId, projectId, sessionId } = checkpoint;
  return [
    checkpointWrite(checkpoint, { ...rest, status: 'expired', decidedAt: at }),
    ...sessionWrites(session, after),
    tell(ports, {
      workspaceId,
      projectId,
      sessionId,
      type: 'checkpoint.expired',
      actor: 'system',
      summary: `Nobody decided in time: ${checkpoint.title}`,
      data: { checkpointId: checkpoint.id },
    }),
    tell(ports, {
      workspaceId,
      projectId,
      sessionId,
      type: 'session.failed',
      actor: 'system',
      summary: 'The checkpoint expired; retry asks again.',
      data: { code: checkpointExpired },
    }),
  ];
}
