import { type ArtifactRevision, allArtifacts, artifactLinks } from '../../../lib/artifacts/index.ts';
import {
  findDecision,
  type MutationEntry,
  mutationsOf,
  type ReviewRecord,
  type Verdict,
} from '../../../lib/audit/index.ts';
import type { Checkpoint } from '../../../lib/checkpoints/index.ts';
import { readWords } from '../../../lib/governance/index.ts';
import type { Blobs, Table } from '../../../lib/platform/index.ts';
import { loadNames, type NameOf } from '../load-names.ts';

export interface DecidedArtifact {
  readonly artifact: ArtifactRevision;
  readonly verdict: Verdict | undefined;
  readonly becomesBlockId: string | undefined;
  readonly createsDocumentId: string | undefined;
}

/** What became of a checkpoint, or of a person's own change. */
export interface Outcome {
  /** undefined when it was withdrawn, or is not decided yet */
  readonly record: ReviewRecord | undefined;
  readonly mutations: readonly MutationEntry[];
  readonly feedback: string | undefined;
  readonly artifacts: readonly DecidedArtifact[];
  readonly nameOf: NameOf;
}

interface ReadingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

export async function loadCheckpointOutcome(ports: ReadingPorts, checkpoint: Checkpoint): Promise<Outcome> {
  const record = await findDecision(ports.table, checkpoint.workspaceId, checkpoint.id);
  return loadOutcome(ports, checkpoint, record);
}

/** @param record the review; its artifacts are those that it gave a verdict on */
export async function loadOutcome(
  ports: ReadingPorts,
  place: { readonly workspaceId: string; readonly projectId: string; readonly sessionId?: string | undefined },
  record: ReviewRecord | undefined,
): Promise<Outcome> {
  const { workspaceId, projectId } = place;
  const sessionId = place.sessionId ?? record?.decision.sessionId;
  const [mutations, feedback, all, nameOf] = await Promise.all([
    record === undefined ? [] : mutationsOf(ports.blobs, record),
    record === undefined || sessionId === undefined
      ? undefined
      : readWords(ports.table, workspaceId, sessionId, record.reviewId),
    sessionId === undefined ? [] : allArtifacts(ports.table, workspaceId, sessionId),
    loadNames(ports.table, workspaceId, projectId),
  ]);
  const verdicts = record?.decision.verdicts ?? {};
  const artifacts = all
    .filter(({ id }) => verdicts[id] !== undefined)
    .map((artifact): DecidedArtifact => {
      const verdict = verdicts[artifact.id];
      const isApplied = record?.decision.quality === 'approved' && verdict === 'apply';
      const links = artifactLinks(artifact, isApplied ? 'applied' : 'rejected');
      return {
        artifact,
        verdict,
        becomesBlockId: links.becomesBlockId,
        createsDocumentId: links.createsDocumentId,
      };
    });
  return { record, mutations, feedback, artifacts, nameOf };
}
