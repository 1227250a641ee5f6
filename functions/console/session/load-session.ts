import { type ArtifactRevision, allArtifacts } from '../../../lib/artifacts/index.ts';
import { allCheckpoints, type Checkpoint, eligibleMembers } from '../../../lib/checkpoints/index.ts';
import { listTurns } from '../../../lib/execution/index.ts';
import { listMembers, readPolicy } from '../../../lib/identity/index.ts';
import type { Platform, Table } from '../../../lib/platform/index.ts';
import { type Iteration, listIterations, type Session, type Turn } from '../../../lib/sessions/index.ts';
import { type Bundle, readBundle } from '../../../lib/staging/index.ts';
import { findHead } from '../../../lib/substrate/index.ts';
import { listTimeline, type TimelineEvent } from '../../../lib/timeline/index.ts';
import { loadNames, type NameOf } from '../load-names.ts';

const eventsShown = 100;
const turnsShown = 25;
const iterationsShown = 50;
const mostMembers = 1_000;

/** Everything that a session's page tells. */
export interface SessionStory {
  readonly session: Session;
  readonly projectName: string;
  /** Oldest first; `isCut` when there were more before them. */
  readonly events: readonly TimelineEvent[];
  readonly isCut: boolean;
  /** Newest first. */
  readonly turns: readonly Turn[];
  readonly checkpoints: readonly Checkpoint[];
  readonly iterations: readonly Iteration[];
  readonly artifacts: readonly ArtifactRevision[];
  readonly bundle: Bundle | undefined;
  readonly nameOf: NameOf;
  /** Names of those who may decide on what waits; empty where nothing waits. */
  readonly deciders: readonly string[];
}

export async function loadSession(ports: Platform, session: Session): Promise<SessionStory> {
  const { table } = ports;
  const { workspaceId, projectId, id, bundleId } = session;
  const [timeline, turns, checkpoints, iterations, artifacts, bundle, nameOf, head] = await Promise.all([
    listTimeline(table, { workspaceId, sessionId: id }, { limit: eventsShown, cursor: undefined }),
    listTurns(ports, session, { limit: turnsShown, cursor: undefined }),
    allCheckpoints(table, workspaceId, id),
    listIterations(table, session, { limit: iterationsShown, cursor: undefined }),
    allArtifacts(table, workspaceId, id),
    bundleId === undefined ? undefined : readBundle(ports, workspaceId, projectId, bundleId),
    loadNames(table, workspaceId, projectId),
    findHead(table, workspaceId, projectId),
  ]);
  const open = checkpoints.find(({ status }) => status === 'open');
  return {
    session,
    projectName: head?.name ?? 'Project',
    events: timeline.items.toReversed(),
    isCut: timeline.cursor !== undefined,
    turns: turns.items,
    checkpoints,
    iterations: iterations.items,
    artifacts,
    bundle,
    nameOf,
    deciders: open === undefined ? [] : await namesOfDeciders(table, open),
  };
}

async function namesOfDeciders(table: Table, checkpoint: Checkpoint): Promise<readonly string[]> {
  const [{ policy }, members] = await Promise.all([
    readPolicy(table, checkpoint.workspaceId),
    listMembers(table, checkpoint.workspaceId, { limit: mostMembers }),
  ]);
  return eligibleMembers(checkpoint, policy, members.items).map(({ displayName }) => displayName);
}
