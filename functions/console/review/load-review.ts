import {
  type ArtifactRevision,
  type AssessedRisk,
  allArtifacts,
  contentOf,
  listRevisions,
} from '../../../lib/artifacts/index.ts';
import {
  allCheckpoints,
  assessArtifacts,
  type Checkpoint,
  eligibleMembers,
  readVotes,
  targetsOf,
  type Vote,
} from '../../../lib/checkpoints/index.ts';
import { highestRisk, listMembers, type Policy, type RiskLevel, readPolicy } from '../../../lib/identity/index.ts';
import type { Blobs, Table } from '../../../lib/platform/index.ts';
import { type Iteration, listIterations, type Session } from '../../../lib/sessions/index.ts';
import { type BlockBody, readContents } from '../../../lib/substrate/index.ts';
import { loadNames, type NameOf } from '../load-names.ts';

/** A block as it is now, whatever the agent saw. */
export interface PresentBlock {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly state: BlockBody['state'];
  readonly content: string;
}

/** One artifact with everything that a reviewer judges it by. */
export interface ReviewedWork {
  readonly artifact: ArtifactRevision;
  readonly content: string;
  readonly risk: AssessedRisk;
  readonly target: PresentBlock | undefined;
  /** The content that the last reviewers saw, where the agent has changed it since. */
  readonly before: string | undefined;
}

export interface Review {
  readonly checkpoint: Checkpoint;
  readonly session: Session;
  readonly works: readonly ReviewedWork[];
  /** The higher of what was found when it was opened and what is found now. */
  readonly riskLevel: RiskLevel;
  readonly votes: readonly Vote[];
  readonly deciders: readonly { readonly principalId: string; readonly displayName: string }[];
  readonly lastFeedback: Iteration | undefined;
  readonly policy: Policy;
  readonly nameOf: NameOf;
  /** Titles of blocks that the artifacts cite. */
  readonly titles: ReadonlyMap<string, string>;
}

interface ReadingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
}

const mostMembers = 1_000;

/** Everything that the review of a checkpoint shows, against the knowledge base as it is now. */
export async function loadReview(ports: ReadingPorts, checkpoint: Checkpoint, session: Session): Promise<Review> {
  const { table } = ports;
  const { workspaceId, projectId, sessionId } = checkpoint;
  const [artifacts, votes, { policy }, members, iterations, nameOf, former] = await Promise.all([
    shownArtifacts(table, checkpoint),
    readVotes(table, workspaceId, sessionId, checkpoint.id),
    readPolicy(table, workspaceId),
    listMembers(table, workspaceId, { limit: mostMembers }),
    listIterations(table, session, { limit: 1, cursor: undefined }),
    loadNames(table, workspaceId, projectId),
    allCheckpoints(table, workspaceId, sessionId),
  ]);
  const [risks, blocks, contents, befores] = await Promise.all([
    assessArtifacts(ports, { workspaceId, projectId, sessionId }, artifacts),
    presentBlocks(ports, checkpoint, artifacts),
    Promise.all(artifacts.map((artifact) => contentOf(ports.blobs, workspaceId, artifact))),
    Promise.all(artifacts.map((artifact) => contentBefore(ports, checkpoint, former, artifact))),
  ]);
  const works = artifacts.flatMap((artifact, place): ReviewedWork[] => {
    const risk = risks[place];
    if (risk === undefined) return [];
    const target = artifact.targetBlockId === undefined ? undefined : blocks.present.get(artifact.targetBlockId);
    return [{ artifact, content: contents[place] ?? '', risk, target, before: befores[place] }];
  });
  return {
    checkpoint,
    session,
    works,
    riskLevel: highestRisk([checkpoint.riskLevel, ...risks.map(({ riskLevel }) => riskLevel)]),
    votes,
    deciders: eligibleMembers(checkpoint, policy, members.items),
    lastFeedback: iterations.items[0],
    policy,
    nameOf,
    titles: blocks.titles,
  };
}

/** In the order in which the agent made them. */
async function shownArtifacts(table: Table, checkpoint: Checkpoint): Promise<readonly ArtifactRevision[]> {
  const ids = new Set<string>(checkpoint.artifacts.map(({ id }) => id));
  if (ids.size === 0) return [];
  const all = await allArtifacts(table, checkpoint.workspaceId, checkpoint.sessionId);
  return all.filter(({ id }) => ids.has(id));
}

async function presentBlocks(
  ports: ReadingPorts,
  place: Pick<Checkpoint, 'workspaceId' | 'projectId' | 'sessionId'>,
  artifacts: readonly ArtifactRevision[],
): Promise<{ readonly present: ReadonlyMap<string, PresentBlock>; readonly titles: ReadonlyMap<string, string> }> {
  const cited = artifacts.flatMap(({ blockIds = [] }) => blockIds.map((targetBlockId) => ({ targetBlockId })));
  const bodies = await targetsOf(ports.table, place, [...artifacts, ...cited]);
  const wanted = new Set(artifacts.flatMap(({ targetBlockId }) => targetBlockId ?? []));
  const targets = [...bodies.values()].filter(({ id }) => wanted.has(id));
  const contents = await readContents(ports, { workspaceId: place.workspaceId, id: place.projectId }, targets);
  const present = targets.map(({ id, title, version, state }, index): [string, PresentBlock] => [
    id,
    { id, title, version, state, content: contents[index] ?? '' },
  ]);
  return { present: new Map(present), titles: new Map([...bodies].map(([id, { title }]) => [id, title])) };
}

const revisionsLooked = 20;
/** What the last review before this one showed of the artifact, if the agent has revised it since. */
async function contentBefore(
  { table, blobs }: ReadingPorts,
  checkpoint: Checkpoint,
  all: readonly Checkpoint[],
  artifact: ArtifactRevision,
): Promise<string | undefined> {
  if (artifact.revision === 1) return undefined;
  const seen = all
    .filter(({ sequence }) => sequence < checkpoint.sequence)
    .toSorted((one, other) => other.sequence - one.sequence)
    .flatMap(({ artifacts }) => artifacts.filter(({ id }) => id === artifact.id))[0];
  if (seen === undefined || seen.revision === artifact.revision) return undefined;
  const { workspaceId, sessionId } = checkpoint;
  const { items } = await listRevisions(table, workspaceId, sessionId, artifact.id, { limit: revisionsLooked });
  const found = items.find(({ revision }) => revision === seen.revision);
  return found && contentOf(blobs, workspaceId, found);
}

/** Whether the block has moved on since the agent saw it: applying the artifact would be refused (G4). */
export const isConflict = ({ artifact, target }: Pick<ReviewedWork, 'artifact' | 'target'>): boolean =>
  artifact.artifactType === 'block_update' &&
  (target === undefined ||
    target.version !== artifact.baseVersion ||
    (target.state !== 'accepted' && target.state !== 'locked'));
