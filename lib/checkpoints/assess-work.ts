import { findAgent } from '../agents/index.ts';
import type { ArtifactRevision } from '../artifacts/index.ts';
import type { Table } from '../platform/index.ts';
import {
  type CheckpointRequest,
  changeSession,
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

/** The agent has finished, and there is nothing that a person could review (S6): the session ends. */
export async function endWithoutReview(ports: OpenPorts, session: Session): Promise<Standing> {
  const ended = await changeSession(ports, session, (current) => ({
    next: transition(current, { command: 'complete' }, ports.clock.now()),
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

/** What is still undecided of the agent's work. */
export async function artifactsToReview(table: Table, session: Session): Promise<readonly ArtifactRevision[]> {
  const former = await allCheckpoints(table, session.workspaceId, session.id);
  return undecidedArtifacts(table, { ...session, sessionId: session.id }, former);
}

/**
 * The review of finished work, and the reasons for it (G9). All of today's strategies ask a person: `auto_approve_low_risk` does until
 * there is trust to earn.
 */
export async function finalRequest(
  table: Table,
  session: Session,
  artifacts: readonly ArtifactRevision[],
): Promise<CheckpointRequest> {
  const agent = await findAgent(table, session.workspaceId, session.projectId, session.agentProfileId);
  const threshold = agent?.checkpointPolicy.lowConfidenceBelow ?? lowConfidence;
  const unsure = artifacts.filter(
    (artifact) => artifact.agentConfidence !== undefined && artifact.agentConfidence < threshold,
  );
  const doubts =
    unsure.length > 0
      ? [
          `The agent is less than ${Math.round(threshold * 100)} % sure of ${unsure.length} of ${artifacts.length} artifacts.`,
        ]
      : [];
  const strategies = {
    checkpoint_required: 'Every piece of this work is reviewed by a person.',
    final_only: 'Nothing is applied before a person approves the finished work.',
    auto_approve_low_risk: 'A person approves this agent’s work until it has earned trust.',
  } as const;
  return {
    checkpointType: session.approvalStrategy === 'final_only' ? 'final_approval' : 'artifact_review',
    reason: [strategies[session.approvalStrategy], ...doubts].join(' '),
  };
}
