import {
  type ArtifactRevision,
  type AssessedRisk,
  allArtifacts,
  artifactStatus,
  assessRisk,
  contentOf,
  type ReviewOutcome,
  type RiskFacts,
} from '../artifacts/index.ts';
import type { Blobs, Json, Table } from '../platform/index.ts';
import {
  BlockBody,
  blockKey,
  findHead,
  knowledgePartition,
  readKnowledgeRow,
  visibleBody,
} from '../substrate/index.ts';

interface ReadingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}
interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly sessionId: string;
}

/** The session's artifacts that no decision has dealt with yet, oldest first: what the next review shows. */
export async function undecidedArtifacts(
  table: Table,
  place: Place,
  reviews: readonly ReviewOutcome[],
): Promise<readonly ArtifactRevision[]> {
  const artifacts = await allArtifacts(table, place.workspaceId, place.sessionId);
  return artifacts.filter((artifact) => artifactStatus(artifact.id, reviews) === 'draft');
}

const rowsPerRead = 100;

/** Risk of each artifact against the knowledge base as it stands now (G10), in the order given. */
export async function assessArtifacts(
  ports: ReadingPorts,
  place: Place,
  artifacts: readonly ArtifactRevision[],
): Promise<readonly AssessedRisk[]> {
  const targets = await targetsOf(ports.table, place, artifacts);
  return Promise.all(
    artifacts.map(async (artifact) => {
      const content = await contentOf(ports.blobs, place.workspaceId, artifact);
      const target = artifact.targetBlockId === undefined ? undefined : targets.get(artifact.targetBlockId);
      return assessRisk({ ...artifact, content }, target ? await factsOf(ports, place, target) : {});
    }),
  );
}

/** The blocks that artifacts want to change, as readers see them now. */
export async function targetsOf(
  table: Table,
  place: Place,
  artifacts: readonly Pick<ArtifactRevision, 'targetBlockId'>[],
): Promise<ReadonlyMap<string, BlockBody>> {
  const ids = [...new Set(artifacts.flatMap(({ targetBlockId }) => targetBlockId ?? []))];
  const found = new Map<string, BlockBody>();
  if (ids.length === 0) return found;
  const head = await findHead(table, place.workspaceId, place.projectId);
  for (let start = 0; start < ids.length; start += rowsPerRead) {
    const keys = ids.slice(start, start + rowsPerRead).map((id) => blockKey(place.workspaceId, place.projectId, id));
    const rows = await table.getMany('substrate', keys);
    rows.forEach((row, index) => {
      const key = keys[index];
      const body: Json | undefined = key && head && visibleBody(readKnowledgeRow(key, row), head);
      if (body !== undefined && key) found.set(key.sk, BlockBody.parse(body));
    });
  }
  return found;
}

const citationsCounted = 50;
async function factsOf(ports: ReadingPorts, place: Place, target: BlockBody): Promise<Partial<RiskFacts>> {
  const cites = await ports.table.query({
    table: 'substrate',
    pk: knowledgePartition(place.workspaceId, place.projectId, 'cites'),
    sk: { prefix: `${target.id}#` },
    limit: citationsCounted,
  });
  return {
    targetState: target.state,
    targetVersionNow: target.version,
    targetSizeBytes: target.sizeBytes,
    citedByCount: cites.rows.length,
  };
}
