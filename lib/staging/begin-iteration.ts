import { allArtifacts, artifactStatus, reviewOutcomes } from '../artifacts/index.ts';
import type { Table } from '../platform/index.ts';
import type { Session } from '../sessions/index.ts';
import { atOneHead, BlockBody, blockKey, visibleBodies } from '../substrate/index.ts';
import { assembleBundle, commitBundle, moveOn, type StagingPorts } from './stage-bundle.ts';

/**
 * Hands the work back to the agent after feedback. When a block that its undecided artifacts change has moved since they were made, a
 * new bundle is staged, or the agent could never see the block as it is now; else it goes on from the one it has.
 */
export async function beginIteration(ports: StagingPorts, session: Session): Promise<Session> {
  if (session.status !== 'in_progress' || session.progress.next !== 'iterate') return session;
  if (!(await aTargetHasMoved(ports.table, session))) return moveOn(ports, session, 'iterate');
  return commitBundle(ports, session, 'iterate', await assembleBundle(ports, session));
}

async function aTargetHasMoved(table: Table, { workspaceId, projectId, id }: Session): Promise<boolean> {
  const [artifacts, reviews] = await Promise.all([
    allArtifacts(table, workspaceId, id),
    reviewOutcomes(table, workspaceId, id),
  ]);
  const updates = artifacts.flatMap(({ id: artifactId, targetBlockId, baseVersion }) =>
    targetBlockId !== undefined && artifactStatus(artifactId, reviews) === 'draft'
      ? [{ targetBlockId, baseVersion }]
      : [],
  );
  if (updates.length === 0) return false;
  const keys = updates.map(({ targetBlockId }) => blockKey(workspaceId, projectId, targetBlockId));
  const bodies = await atOneHead(table, { workspaceId: workspaceId, id: projectId }, (head) =>
    visibleBodies(table, keys, head),
  );
  return updates.some(({ baseVersion }, index) => {
    const body = bodies[index];
    const block = body === undefined ? undefined : BlockBody.parse(body);
    const isUsable = block?.state === 'accepted' || block?.state === 'locked';
    return !isUsable || block.version !== baseVersion;
  });
}
