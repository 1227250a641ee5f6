import { findAgent } from '../agents/index.ts';
import type { ArtifactRevision } from '../artifacts/index.ts';
import {
  type CheckpointRequest,
  changeSession,
  readSession,
  type Session,
  type Standing,
  standingOf,
  transition,
} from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';
import { undecidedArtifacts } from './assess-artifacts.ts';
import type { OpenPorts } from './open-checkpoint.ts';
import { allCheckpoints } from './store.ts';

/** Artifacts stated below this confidence are named as a reason for review, where the profile says nothing else (S6). */
const lowConfidence = 0.5;

/**
 * The agent has finished: what needs a person, and why (S6, G9)? Work without anything to review ends the session. All of today's
 * strategies ask a person: `auto_approve_low_risk` does until there is trust to earn.
 */
export async function assessWork(
  ports: OpenPorts,
  work: { readonly workspaceId: string; readonly sessionId: string; readonly execution: number },
): Promise<Standing> {
  const session = await readSession(ports.table, work.workspaceId, work.sessionId);
  if (!session || session.execution !== work.execution) return 'cancelled';
  if (session.status !== 'in_progress' || session.progress.next !== 'assess') return standingOf(session);
  const former = await allCheckpoints(ports.table, session.workspaceId, session.id);
  const artifacts = await undecidedArtifacts(ports.table, { ...session, sessionId: session.id }, former);
  const now = ports.clock.now();
  if (artifacts.length === 0) {
    const ended = await changeSession(ports, session, (current) => ({
      next: transition(current, { command: 'complete' }, now),
      writes: async (after) => [
        tell(ports, {
          workspaceId: after.workspaceId,
          projectId: after.projectId,
          sessionId: after.id,
          type: 'session.completed',
          actor: 'system',
          summary: 'The work ended with nothing left to review.',
        }),
      ],
    }));
    return standingOf(ended);
  }
  const agent = await findAgent(ports.table, session.workspaceId, session.projectId, session.agentProfileId);
  const request = reviewRequest(session, artifacts, agent?.checkpointPolicy.lowConfidenceBelow ?? lowConfidence);
  const asking = await changeSession(ports, session, (current) => ({
    next: transition(current, { command: 'continue', progress: { next: 'checkpoint', request } }, now),
    writes: async () => [],
  }));
  return standingOf(asking);
}

function reviewRequest(session: Session, artifacts: readonly ArtifactRevision[], threshold: number): CheckpointRequest {
  const unsure = artifacts.filter(
    (artifact) => artifact.agentConfidence !== undefined && artifact.agentConfidence < threshold,
  );
  const doubts =
    unsure.length > 0
      ? [
          `low confidence: the agent is less than ${Math.round(threshold * 100)} % sure of ${unsure.length} of ${artifacts.length} artifacts`,
        ]
      : [];
  const strategies = {
    checkpoint_required: 'policy: every piece of work is reviewed',
    final_only: 'policy: the finished work is approved by a person',
    auto_approve_low_risk: 'policy: work is approved by a person until the agent has earned trust',
  } as const;
  return {
    checkpointType: session.approvalStrategy === 'final_only' ? 'final_approval' : 'artifact_review',
    reason: [strategies[session.approvalStrategy], ...doubts].join('; '),
  };
}
