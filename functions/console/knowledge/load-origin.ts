import { type ArtifactRevision, findArtifact } from '../../../lib/artifacts/index.ts';
import { findReview, mutationsOf } from '../../../lib/audit/index.ts';
import type { Blobs, Table } from '../../../lib/platform/index.ts';

/** The agent's work that became a version, or undefined when people or an import made it. */
export async function loadOrigin(
  ports: { readonly table: Table; readonly blobs: Blobs },
  workspaceId: string,
  { id, reviewId }: { readonly id: string; readonly reviewId: string },
): Promise<ArtifactRevision | undefined> {
  const record = await findReview(ports.table, workspaceId, reviewId);
  const sessionId = record?.decision.sessionId;
  if (record === undefined || sessionId === undefined) return undefined;
  const made = (await mutationsOf(ports.blobs, record)).find(({ targetId }) => targetId === id);
  if (made?.artifactId === undefined) return undefined;
  return findArtifact(ports.table, workspaceId, sessionId, made.artifactId);
}
