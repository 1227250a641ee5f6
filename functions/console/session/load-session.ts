import { type ArtifactRevision, allArtifacts } from '../../../lib/artifacts/index.ts';
import { allCheckpoints, type Checkpoint } from '../../../lib/checkpoints/index.ts';
import { listTurns } from '../../../lib/execution/index.ts';
import type { Platform } from '../../../lib/platform/index.ts';
import { type Iteration, listIterations, type Session, type Turn } from '../../../lib/sessions/index.ts';
import { type Bundle, readBundle } from '../../../lib/staging/index.ts';
import { findHead } from '../../../lib/substrate/index.ts';
import { listTimeline, type TimelineEvent } from '../../../lib/timeline/index.ts';
import { loadNames, type NameOf } from '../load-names.ts';

const eventsShown = 100;
const turnsShown = 25;
const iterationsShown = 50;

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
  };
}
