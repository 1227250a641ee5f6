/** A workspace with people, a project and sessions that wait, over the embedded host's own adapters in memory. */
import { type ArtifactRevision, contentDigestOf, revisionWrites } from '../../lib/artifacts/index.ts';
import { genesis } from '../../lib/audit/index.ts';
import { findCheckpoint, type OpenCheckpoint, openCheckpoint } from '../../lib/checkpoints/index.ts';
import { digestOfContent } from '../../lib/digest/index.ts';
import { commitReview, type DecidePorts } from '../../lib/governance/index.ts';
import { type Actor, type Policy, Policy as PolicySchema, type Role, timestamp } from '../../lib/identity/index.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { Table, Write } from '../../lib/platform/index.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../lib/platform/local/folder-blobs.ts';
import { createFileSigner } from '../../lib/platform/local/signed-files.ts';
import { createSqliteTable } from '../../lib/platform/local/sqlite-table.ts';
import { newSessionWrite, readSession, Session } from '../../lib/sessions/index.ts';
import { createBlock, findHead, type Head, headRow, keepContent } from '../../lib/substrate/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface World {
  readonly ports: DecidePorts & { beforeCommit: (writes: readonly Write[]) => Promise<void> };
  readonly table: Table;
  readonly clock: ManualClock;
  readonly workspaceId: Actor['workspaceId'];
  readonly projectId: Head['id'];
  /** Everything that was woken: token and outcome. */
  readonly rung: { readonly token: string; readonly outcome: unknown }[];
  readonly sent: { readonly queue: string; readonly message: unknown }[];
  actor(id: string, role?: Role): Promise<Actor>;
  setPolicy(change: Partial<Policy>): Promise<void>;
  head(): Promise<Head>;
  /** An accepted block at version 1. */
  block(title: string, content: string): Promise<`blk_${string}`>;
  /** A session of `starter` whose agent has proposed these artifacts and now asks for their review. */
  waiting(
    artifacts: readonly Partial<ArtifactRevision>[],
    change?: Partial<Session>,
  ): Promise<{ session: Session; checkpoint: OpenCheckpoint }>;
  session(id: string): Promise<Session>;
}

const at = timestamp(Date.UTC(2026, 0, 1));
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const folder = temporaryFolder();

export async function createWorld(): Promise<World> {
  const clock = createManualClock();
  const ids = createIds(clock);
  const database = openDatabase(':memory:');
  opened.push(database);
  const table = createSqliteTable(database, clock);
  const signer = createFileSigner({ publicUrl: 'http://127.0.0.1', key: async () => 'a key of the test', clock });
  const blobs = await openFolderBlobs({ folder, ids, signer });
  const rung: { token: string; outcome: unknown }[] = [];
  const sent: { queue: string; message: unknown }[] = [];
  const watched: World['ports'] = {
    table: {
      ...table,
      commit: async (writes) => {
        await watched.beforeCommit(writes);
        await table.commit(writes);
      },
    },
    blobs,
    clock,
    ids,
    log: { info: () => {}, error: () => {} },
    engine: {
      start: async () => {},
      stop: async () => {},
      describe: async () => ({ status: 'running' }),
      wake: async (token, outcome) => {
        rung.push({ token, outcome });
        return 'woken';
      },
    },
    queue: {
      send: async (queue, message) => {
        sent.push({ queue, message });
      },
    },
    beforeCommit: async () => {},
  };
  const workspaceId = ids.next('wsp') as Actor['workspaceId'];
  const projectId = ids.next('prj') as Head['id'];
  await table.commit([{ kind: 'put', table: 'substrate', row: headRow(emptyHead(workspaceId, projectId)) }]);
  const world = { ports: watched, table, clock, workspaceId, projectId, rung, sent };
  return {
    ...world,
    actor: (id, role = 'reviewer') => join(world, id, role),
    setPolicy: async (change) => {
      const former = await table.get('work', { pk: `W#${workspaceId}`, sk: 'policy' });
      const version = typeof former?.version === 'number' ? former.version + 1 : 1;
      await table.commit([
        {
          kind: 'put',
          table: 'work',
          row: { pk: `W#${workspaceId}`, sk: 'policy', version, policy: PolicySchema.parse(change) },
        },
      ]);
    },
    head: async () => {
      const head = await findHead(table, workspaceId, projectId);
      if (!head) throw new Error('the head is gone');
      return head;
    },
    block: (title, content) => writeBlock(world, title, content),
    waiting: (artifacts, change = {}) => openReview(world, artifacts, change),
    session: async (id) => {
      const found = await readSession(table, workspaceId, id);
      if (!found) throw new Error('the session is gone');
      return found;
    },
  };
}

type Base = Pick<World, 'ports' | 'table' | 'clock' | 'workspaceId' | 'projectId'>;

const emptyHead = (workspaceId: Actor['workspaceId'], projectId: Head['id']): Head => ({
  id: projectId,
  workspaceId,
  name: 'Handbook',
  description: '',
  headRevision: 0,
  blockCounts: { proposed: 0, accepted: 0, locked: 0, superseded: 0, retracted: 0 },
  documentCount: 0,
  createdBy: 'owner',
  createdAt: at,
  updatedAt: at,
  chain: genesis(projectId),
  version: 1,
});

async function join({ table, workspaceId }: Base, principalId: string, role: Role): Promise<Actor> {
  const member = {
    workspaceId,
    principalId,
    kind: 'person',
    role,
    displayName: principalId,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  await table.commit([
    { kind: 'put', table: 'work', row: { pk: `W#${workspaceId}`, sk: `member#${principalId}`, ...member } },
  ]);
  return {
    workspaceId,
    principalId,
    kind: 'person',
    role,
    displayName: principalId,
    assurance: 'signed_in',
    via: 'api',
  };
}

async function writeBlock(
  { ports, workspaceId, projectId }: Base,
  title: string,
  content: string,
): Promise<`blk_${string}`> {
  const id = ports.ids.next('blk') as `blk_${string}`;
  const reviewId = ports.ids.next('rev') as `rev_${string}`;
  const origin = {
    workspaceId,
    projectId,
    reviewId,
    mutationId: ports.ids.next('mut') as `mut_${string}`,
    by: 'owner',
    at,
  };
  await commitReview(ports, {
    workspaceId,
    projectId,
    reviewId,
    decision: {
      entry: 'decision',
      reviewId,
      kind: 'edit',
      quality: 'approved',
      verdicts: {},
      decidedBy: 'owner',
      voters: ['owner'],
      via: 'api',
      assurance: 'signed_in',
      at,
    },
    changes: [
      createBlock(origin, {
        id,
        title,
        type: 'knowledge',
        content: await keepContent(ports.blobs, workspaceId, content),
      }),
    ],
    tally: { artifactsApplied: 0, artifactsSaved: 0, artifactsRejected: 0 },
    rest: async () => [],
  });
  return id;
}

async function openReview(
  world: Base,
  artifacts: readonly Partial<ArtifactRevision>[],
  change: Partial<Session>,
): Promise<{ session: Session; checkpoint: OpenCheckpoint }> {
  const { ports, table, workspaceId } = world;
  const session = sessionOf(world, change);
  await table.commit([newSessionWrite(session)]);
  for (const [index, artifact] of artifacts.entries())
    await table.commit(revisionWrites(workspaceId, revisionOf(world, session, artifact, index)));
  const result = await openCheckpoint(ports, {
    workspaceId,
    sessionId: session.id,
    execution: 1,
    token: `token of ${session.id}`,
  });
  if (result.outcome !== 'waiting' || result.session.status !== 'pending_review')
    throw new Error('no checkpoint was opened');
  const checkpoint = await findCheckpoint(table, workspaceId, session.id, result.session.openCheckpointId);
  if (checkpoint?.status !== 'open') throw new Error('the checkpoint is not open');
  return { session: result.session, checkpoint };
}

function revisionOf(
  { ports }: Base,
  session: Session,
  artifact: Partial<ArtifactRevision>,
  index: number,
): ArtifactRevision {
  const content = artifact.content ?? `What was found, part ${index}.`;
  const revision: ArtifactRevision = {
    id: ports.ids.next('art') as ArtifactRevision['id'],
    sessionId: session.id,
    revision: 1,
    artifactType: 'block_proposal',
    outputKind: 'research_finding',
    title: `Finding ${index}`,
    content,
    bodyDigest: digestOfContent(content),
    sizeBytes: Buffer.byteLength(content),
    excerpt: content.slice(0, 100),
    agentConfidence: 0.9,
    agentSessionId: session.agentSessionId,
    sources: [],
    sourceContextIds: [],
    contentDigest: '',
    turn: 1,
    createdAt: at,
    ...artifact,
  };
  return { ...revision, contentDigest: contentDigestOf({ ...revision, content }) };
}

function sessionOf({ ports, workspaceId, projectId }: Base, change: Partial<Session>): Session {
  return Session.parse({
    id: ports.ids.next('ses'),
    workspaceId,
    projectId,
    status: 'in_progress',
    startedAt: at,
    taskIntent: 'Find out what we charge',
    taskType: 'research',
    approvalStrategy: 'final_only',
    agentProfileId: ports.ids.next('agt'),
    executedByAgentId: 'agent@1',
    agentSessionId: 'agent-session',
    agentType: 'research',
    model: 'scripted-1',
    taskConfiguration: {},
    context: { blockIds: [], documentIds: [], assetIds: [] },
    limits: { maxTurns: 10, maxTokens: 1000, maxCostUsd: '1.00' },
    artifactsCount: 0,
    mutationsCount: 0,
    iterationsCount: 0,
    usage: { turns: 1, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, costUsd: '0.000000' },
    planApproved: false,
    checkpointsCount: 0,
    progress: { next: 'checkpoint', request: { checkpointType: 'final_approval', reason: 'policy' } },
    execution: 1,
    settled: false,
    lookAgainAt: at,
    version: 1,
    initiatedBy: 'starter',
    createdAt: at,
    updatedAt: at,
    ...change,
  });
}
