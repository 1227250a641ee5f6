/** A session whose bundle is staged, over the embedded host's own adapters and a scripted model behind the real Anthropic adapter. */
import { type AgentPorts, type RunOutcome, runAgent } from '../../../lib/execution/index.ts';
import { createAnthropicModel } from '../../../lib/platform/anthropic/index.ts';
import { createIds } from '../../../lib/platform/ids.ts';
import type { Blobs, Row, Table, TableName, Write } from '../../../lib/platform/index.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../../lib/platform/local/folder-blobs.ts';
import { createFileSigner } from '../../../lib/platform/local/signed-files.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import {
  type AgentInput,
  agentInputWrite,
  newSessionWrite,
  readSession,
  Session,
} from '../../../lib/sessions/index.ts';
import { Bundle } from '../../../lib/staging/index.ts';
import { bundleWrite } from '../../../lib/staging/store.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { type Script, type ScriptedModel, startScriptedModel } from '../../support/scripted-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const body = '01JTESTTESTTESTTESTTESTTE';
export const workspaceId = `wsp_${body}1`;
export const blockId = `blk_${body}2`;
export const lockedBlockId = `blk_${body}3`;
export const documentId = `doc_${body}4`;
export const startMs = Date.UTC(2026, 0, 1);
const at = new Date(startMs).toISOString();

export const bundle = Bundle.parse({
  id: `bdl_${body}1`,
  digest: 'sha256:of-the-bundle',
  projectId: `prj_${body}1`,
  task: 'Find out what Acme charges',
  taskType: 'research',
  priority: 'medium',
  agentType: 'research',
  agentConfig: { depth: 'medium' },
  agentName: 'Analyst',
  userRequirements: { audience: 'sales' },
  targetBlockIds: [blockId],
  contents: {
    blocks: [
      { id: blockId, version: 3, state: 'accepted', title: 'Pricing', content: 'Acme charges 49 euros.', score: 4.2 },
      { id: lockedBlockId, version: 1, state: 'locked', title: 'Charter', content: 'We are fair.', score: 1 },
    ],
    documents: [{ id: documentId, version: 1, title: 'Handbook', content: 'Refunds take 14 days.', blockIds: [] }],
    assets: [],
  },
  omitted: [],
  metadata: { totalBlocks: 2, headRevision: 7, stagedAt: at },
});

/** What a test may watch and break: reads by table, and the commits about to be made. */
export interface Watch {
  readonly reads: Record<TableName, number>;
  readonly commits: (readonly Write[])[];
  /** Called before a commit reaches the table; may throw in its place. */
  beforeCommit: (writes: readonly Write[]) => Promise<void>;
}

function watched(table: Table): { readonly table: Table; readonly watch: Watch } {
  const reads: Record<TableName, number> = { work: 0, substrate: 0, audit: 0 };
  const watch: Watch = { reads, commits: [], beforeCommit: async () => {} };
  return {
    watch,
    table: {
      ...table,
      get: (name, key) => {
        reads[name] += 1;
        return table.get(name, key);
      },
      getMany: (name, keys) => {
        reads[name] += keys.length;
        return table.getMany(name, keys);
      },
      query: (query) => {
        reads[query.table] += 1;
        return table.query(query);
      },
      commit: async (writes) => {
        await watch.beforeCommit(writes);
        await table.commit(writes);
        watch.commits.push(writes);
      },
    },
  };
}

export interface Agent {
  readonly ports: AgentPorts;
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: ManualClock;
  readonly watch: Watch;
  readonly model: ScriptedModel;
  readonly sessionId: Session['id'];
  /** Runs with plenty of time. */
  run(): Promise<RunOutcome>;
  session(): Promise<Session>;
  /** Rows of the session whose sort key begins so, in order. */
  rows(prefix: string): Promise<readonly Row[]>;
  say(input: Partial<AgentInput>): Promise<void>;
  stageAgain(change: Partial<Bundle>): Promise<Bundle['id']>;
  /** Writes the session as if something else had moved it. */
  put(change: Partial<Session>): Promise<void>;
}

interface Setup {
  readonly session?: Partial<Session>;
  readonly bundle?: Partial<Bundle>;
  /** where the model is, instead of a script */
  readonly modelUrl?: string;
}

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

let sessions = 0;
const folder = temporaryFolder();

export async function startAgent(script: Script, setup: Setup = {}): Promise<Agent> {
  const clock = createManualClock(startMs);
  const ids = createIds(clock);
  const database = openDatabase(':memory:');
  const model = await startScriptedModel(script);
  opened.push(model, database);
  const plain = createSqliteTable(database, clock);
  const { table, watch } = watched(plain);
  const signer = createFileSigner({ publicUrl: 'http://127.0.0.1/', key: async () => 'a key of the test', clock });
  const blobs = await openFolderBlobs({ folder, ids, signer });
  const stage = (change: Partial<Bundle>) =>
    stageBundle(plain, blobs, { ...bundle, id: ids.next('bdl') as Bundle['id'], ...change });
  const session = sessionOf({ bundleId: await stage(setup.bundle ?? {}), ...setup.session });
  await plain.commit([newSessionWrite(session)]);
  const ports: AgentPorts = {
    table,
    blobs,
    clock,
    ids,
    log: { info: () => {}, error: () => {} },
    model: createAnthropicModel({
      baseUrl: setup.modelUrl ?? model.url,
      apiKey: async () => '',
      timeoutMs: 5_000,
      clock,
      ids,
    }),
  };
  const read = async (): Promise<Session> => {
    const found = await readSession(plain, workspaceId, session.id);
    if (found === undefined) throw new Error('the session is gone');
    return found;
  };
  return {
    ports,
    table: plain,
    blobs,
    clock,
    watch,
    model,
    sessionId: session.id,
    session: read,
    run: async () => runAgent(ports, { workspaceId, sessionId: session.id, execution: 1 }, clock.now() + 60 * 60_000),
    rows: async (prefix) => {
      const pk = `W#${workspaceId}#ses#${session.id}`;
      return (await plain.query({ table: 'work', pk, sk: { prefix }, limit: 1000 })).rows;
    },
    say: async (input) => {
      const words = { id: ids.next('evt'), kind: 'comment', from: 'Rita', text: '', artifactIds: [], at, ...input };
      await plain.commit([agentInputWrite(workspaceId, session.id, words as AgentInput)]);
    },
    stageAgain: stage,
    put: async (change) => {
      const current = await read();
      const row = await plain.get('work', { pk: `W#${workspaceId}#ses#${session.id}`, sk: 'session' });
      await plain.commit([
        { kind: 'put', table: 'work', row: { ...row, ...change, version: current.version + 1 } as Row },
      ]);
    },
  };
}

/** As the staging of a session leaves it. */
async function stageBundle(table: Table, blobs: Blobs, staged: Bundle): Promise<Bundle['id']> {
  const { id, digest, contents, metadata, ...described } = staged;
  const { blocks, documents, assets } = contents;
  const knowledge = { blocks: blocks.map(({ score: _, ...block }) => block), documents, assets };
  const task = {
    ...described,
    blocks: blocks.map(({ id: blockId, score }) => ({ id: blockId, score })),
    documentIds: documents.map((document) => document.id),
    assetIds: assets.map((asset) => asset.id),
    totalBlocks: metadata.totalBlocks,
    headRevision: metadata.headRevision,
  };
  const knowledgeDigest = await blobs.put(workspaceId, JSON.stringify(knowledge));
  const row = { id, digest, sessionId: 'ses_any', stagedAt: metadata.stagedAt, knowledgeDigest, task };
  await table.commit([await bundleWrite(blobs, workspaceId, row)]);
  return id;
}

function sessionOf(change: Partial<Session>): Session {
  sessions += 1;
  return Session.parse({
    id: `ses_${body.slice(0, 20)}${String(sessions).padStart(6, '0')}`,
    workspaceId,
    projectId: bundle.projectId,
    status: 'in_progress',
    startedAt: at,
    taskIntent: bundle.task,
    taskType: 'research',
    approvalStrategy: 'final_only',
    agentProfileId: `agt_${body}1`,
    executedByAgentId: `agt_${body}1@1`,
    agentSessionId: 'agent-session',
    agentType: 'research',
    model: 'scripted-1',
    taskConfiguration: {},
    context: { blockIds: [], documentIds: [], assetIds: [] },
    limits: { maxTurns: 10, maxTokens: 100_000, maxCostUsd: '1' },
    artifactsCount: 0,
    mutationsCount: 0,
    iterationsCount: 0,
    usage: { turns: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, costUsd: '0.000000' },
    planApproved: false,
    checkpointsCount: 0,
    progress: { next: 'agent' },
    execution: 1,
    settled: false,
    version: 1,
    initiatedBy: 'person-1',
    createdAt: at,
    updatedAt: at,
    ...change,
  });
}

/** Inputs of tools as a well-behaved model gives them. */
export const proposal = (change: object = {}) => ({
  title: 'What customers pay',
  content: 'Acme charges **49 euros**.',
  confidence: 0.8,
  reasoning: 'It is said so.',
  sources: [{ blockId, quote: 'Acme charges 49 euros.' }],
  ...change,
});
export const update = (change: object = {}) =>
  proposal({ blockId, title: 'Pricing', content: 'Acme charges 59 euros.', ...change });
