import type { ArtifactRevision, AssessedRisk } from '../artifacts/index.ts';
import { highestRisk, type Policy, readPolicy, rolesThatDecide, timestamp } from '../identity/index.ts';
import type { Blobs, Clock, Ids, Table, Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import {
  type CheckpointRequest,
  readSession,
  type Session,
  type Standing,
  sessionWrites,
  standingOf,
  transition,
} from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';
import { assessArtifacts } from './assess-artifacts.ts';
import { artifactsToReview, endWithoutReview, finalRequest } from './assess-work.ts';
import { checkpointDigest, effectOf, ladderTimes } from './checkpoint.ts';
import { noticeWrites } from './notice.ts';
import type { OpenCheckpoint, ReviewedArtifact } from './schema.ts';
import { findCheckpoint, newCheckpointWrite, tokenWrite } from './store.ts';

export interface OpenPorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
}
export interface Waiting {
  readonly workspaceId: string;
  readonly sessionId: string;
  readonly execution: number;
  /** the workflow's doorbell for this attempt */
  readonly token: string;
}

/** What came of it: a person has the word, with `notice` to send; or nothing waits any more and the workflow is to be woken at once. */
export type Opened =
  | { readonly outcome: 'waiting'; readonly session: Session; readonly noticeId?: string }
  | { readonly outcome: 'decided'; readonly standing: Standing };

type WorkingSession = Extract<Session, { status: 'in_progress' }>;

const maxRaces = 10;

/**
 * Opens the checkpoint that the session asks for, and stores the task token, in one commit: `pending_review`, the open checkpoint and
 * the doorbell appear together. Entered again, it adds a token to the checkpoint that is open. Finished
 * work is assessed here, where what there is to review is read anyway: without anything, the session ends.
 */
export async function openCheckpoint(ports: OpenPorts, waiting: Waiting): Promise<Opened> {
  for (let attempt = 1; attempt <= maxRaces; attempt += 1) {
    const session = await readSession(ports.table, waiting.workspaceId, waiting.sessionId);
    if (!session || session.execution !== waiting.execution) return { outcome: 'decided', standing: 'cancelled' };
    try {
      if (session.status === 'pending_review') return await waitOn(ports, session, waiting);
      if (session.status !== 'in_progress') return { outcome: 'decided', standing: standingOf(session) };
      const asked = await askedFor(ports.table, session);
      if (asked === 'nothing') return { outcome: 'decided', standing: await endWithoutReview(ports, session) };
      if (asked === undefined) return { outcome: 'decided', standing: standingOf(session) };
      return await openNew(ports, session, asked, waiting);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new Error('the session changes too quickly to open its checkpoint');
}

async function waitOn(
  ports: OpenPorts,
  session: Extract<Session, { status: 'pending_review' }>,
  waiting: Waiting,
): Promise<Opened> {
  const { workspaceId, id, openCheckpointId } = session;
  await ports.table.commit([tokenWrite(workspaceId, id, openCheckpointId, ports.ids.next('evt'), waiting.token)]);
  const checkpoint = await findCheckpoint(ports.table, workspaceId, id, openCheckpointId);
  if (checkpoint?.status === 'open') return { outcome: 'waiting', session };
  // Decided between the look and the token: whoever decided may have rung before the bell hung here.
  const current = await readSession(ports.table, workspaceId, id);
  return { outcome: 'decided', standing: current ? standingOf(current) : 'cancelled' };
}

interface Asked {
  readonly request: CheckpointRequest;
  readonly shown: readonly ArtifactRevision[];
}

/** What a person is to be asked: what the agent asked for, or the review of its finished work, if there is any; undefined when it works on. */
async function askedFor(table: Table, session: WorkingSession): Promise<Asked | 'nothing' | undefined> {
  const { progress } = session;
  if (progress.next === 'checkpoint') {
    const { request } = progress;
    return {
      request,
      shown: request.checkpointType === 'plan_approval' ? [] : await artifactsToReview(table, session),
    };
  }
  if (progress.next !== 'assess') return undefined;
  const shown = await artifactsToReview(table, session);
  return shown.length === 0 ? 'nothing' : { request: await finalRequest(table, session, shown), shown };
}

async function openNew(
  ports: OpenPorts,
  session: Session,
  { request, shown }: Asked,
  waiting: Waiting,
): Promise<Opened> {
  const now = ports.clock.now();
  const { policy } = await readPolicy(ports.table, session.workspaceId);
  const risks = await assessArtifacts(ports, { ...session, sessionId: session.id }, shown);
  const checkpoint = newCheckpoint(ports, session, request, { shown, risks, policy, now });
  const next = transition(session, { command: 'ask', checkpointId: checkpoint.id }, now);
  const notice = noticeWrites(ports, { kind: 'checkpoint_opened', checkpoint });
  const opened: Write = tell(ports, {
    workspaceId: session.workspaceId,
    projectId: session.projectId,
    sessionId: session.id,
    type: 'checkpoint.opened',
    actor: session.executedByAgentId,
    summary: `Waits for a person: ${checkpoint.effect}`,
    data: { checkpointId: checkpoint.id, checkpointType: checkpoint.checkpointType, artifacts: shown.length },
  });
  await ports.table.commit([
    newCheckpointWrite(checkpoint, checkpoint.ladder[0]?.at),
    tokenWrite(session.workspaceId, session.id, checkpoint.id, ports.ids.next('evt'), waiting.token),
    ...sessionWrites(session, next),
    opened,
    ...notice.writes,
  ]);
  return { outcome: 'waiting', session: next, noticeId: notice.id };
}

interface Facts {
  readonly shown: readonly ArtifactRevision[];
  readonly risks: readonly AssessedRisk[];
  readonly policy: Policy;
  readonly now: number;
}

function newCheckpoint(ports: OpenPorts, session: Session, request: CheckpointRequest, facts: Facts): OpenCheckpoint {
  const { shown, risks, policy, now } = facts;
  const id = ports.ids.next('chk') as OpenCheckpoint['id'];
  const artifacts: ReviewedArtifact[] = shown.map(
    ({ id: artifactId, revision, contentDigest, artifactType, targetBlockId, baseVersion }) => ({
      id: artifactId,
      revision,
      contentDigest,
      artifactType,
      ...(targetBlockId === undefined ? {} : { targetBlockId }),
      ...(baseVersion === undefined ? {} : { baseVersion }),
    }),
  );
  const ladder = [...ladderTimes(policy, now)];
  const dueAt = ladder.find((step) => step.do === 'expire')?.at;
  return {
    id,
    workspaceId: session.workspaceId,
    projectId: session.projectId,
    sessionId: session.id,
    sequence: session.checkpointsCount + 1,
    checkpointType: request.checkpointType,
    reason: request.reason,
    ...(request.content === undefined ? {} : { content: request.content }),
    artifacts,
    digest: checkpointDigest(id, request.content, artifacts),
    effect: effectOf(artifacts.map((artifact) => artifact.artifactType)),
    riskLevel: highestRisk(risks.map((risk) => risk.riskLevel)),
    title: session.taskIntent.slice(0, 200).toWellFormed(),
    initiatedBy: session.initiatedBy,
    policy: {
      quorum: policy.quorum,
      roles: [...rolesThatDecide(policy, request.checkpointType)],
      selfApproval: policy.selfApproval,
    },
    openedAt: timestamp(now),
    ...(dueAt === undefined ? {} : { dueAt }),
    ladder,
    ladderStep: 0,
    version: 1,
    status: 'open',
  };
}
