import { findAgent } from '../agents/index.ts';
import { CountersignError } from '../errors.ts';
import { timestamp } from '../identity/index.ts';
import type { Blobs, Clock, Ids, Table, Write } from '../platform/index.ts';
import { changeSession, type Progress, readSession, type Session, transition } from '../sessions/index.ts';
import { tell } from '../timeline/index.ts';
import { indexAtHead } from './index-at-head.ts';
import { keepKnowledge } from './knowledge-part.ts';
import { Bundle } from './schema.ts';
import { selectAssets } from './select-assets.ts';
import { selectKnowledge } from './select-knowledge.ts';
import { bundleDigestOf, bundleWrite, type TaskPart } from './store.ts';

export interface StagingPorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A configuration can be long; so much of it is searched by, besides the task. */
const maxSearchedCharacters = 4_000;

/**
 * Freezes what the agent of a session works from (T2): once, when its work begins. A session that is past that, or that somebody
 * else has moved on meanwhile, is given back as it stands.
 */
export async function stageBundle(ports: StagingPorts, session: Session): Promise<Session> {
  if (!isToStage(session, 'stage')) return session;
  return commitBundle(ports, session, 'stage', await assembleBundle(ports, session));
}

const isToStage = (session: Session, next: Progress['next']): boolean =>
  session.status === 'in_progress' && session.progress.next === next;

/** A bundle that is stored but for its row. */
export interface Assembled {
  readonly id: Bundle['id'];
  readonly digest: string;
  readonly task: TaskPart;
  /** the bundle's row and what of its parts is not in Blobs */
  readonly rows: readonly Write[];
}

/** Chooses, reads and stores what a bundle holds at the project's present revision. */
export async function assembleBundle(ports: StagingPorts, session: Session): Promise<Assembled> {
  const { workspaceId, context } = session;
  const project = { workspaceId, id: session.projectId };
  const [index, agent, files] = await Promise.all([
    indexAtHead(ports, project),
    findAgent(ports.table, workspaceId, session.projectId, session.agentProfileId),
    selectAssets(ports, project, {
      agentType: session.agentType,
      assetIds: context.assetIds,
      taskId: session.id,
    }),
  ]);
  if (!agent) throw new CountersignError('internal', `The agent ${session.agentProfileId} is missing.`);
  const text = `${session.taskIntent}\n${searchedConfiguration(session)}`;
  const selection = selectKnowledge(index, { ...context, text });
  const knowledge = await keepKnowledge(ports, project, {
    blocks: selection.blocks.map(({ body }) => body),
    documents: selection.documents,
    assets: [...files.assets],
  });
  const task: TaskPart = {
    projectId: session.projectId,
    task: session.taskIntent,
    taskType: session.taskType,
    priority: 'medium',
    agentType: session.agentType,
    agentConfig: agent.config,
    agentName: agent.name,
    ...(agent.instructions === undefined ? {} : { agentInstructions: agent.instructions }),
    userRequirements: session.taskConfiguration,
    targetBlockIds: context.blockIds,
    omitted: [...selection.omitted, ...files.omitted],
    blocks: selection.blocks.map(({ body, score }) => ({ id: body.id, score })),
    documentIds: selection.documents.map(({ id }) => id),
    assetIds: files.assets.map(({ id }) => id),
    totalBlocks: selection.totalBlocks,
    headRevision: selection.revision,
  };
  const id = Bundle.shape.id.parse(ports.ids.next('bdl'));
  const digest = bundleDigestOf(task, knowledge.digest);
  const stagedAt = timestamp(ports.clock.now());
  const row = await bundleWrite(ports.blobs, workspaceId, {
    id,
    digest,
    sessionId: session.id,
    stagedAt,
    knowledgeDigest: knowledge.digest,
    task,
  });
  return { id, digest, task, rows: knowledge.write === undefined ? [row] : [row, knowledge.write] };
}

const searchedConfiguration = ({ taskConfiguration }: Session): string =>
  Object.keys(taskConfiguration).length === 0 ? '' : JSON.stringify(taskConfiguration).slice(0, maxSearchedCharacters);

/** The bundle's row, the session that works from it and the event, in one commit. */
export async function commitBundle(
  ports: StagingPorts,
  session: Session,
  from: 'stage' | 'iterate',
  { id, digest, task, rows }: Assembled,
): Promise<Session> {
  const { workspaceId, projectId } = session;
  const staged = tell(ports, {
    workspaceId,
    projectId,
    sessionId: session.id,
    type: 'session.staged',
    actor: 'system',
    summary: `What the agent works from is chosen and frozen: ${counted(task.blocks.length, 'block')}, ${counted(task.documentIds.length, 'document')}, ${counted(task.assetIds.length, 'file')}.`,
    data: { bundleId: id, digest, headRevision: task.headRevision, omitted: task.omitted.length },
  });
  return moveOn(ports, session, from, { bundle: { bundleId: id, bundleDigest: digest }, writes: [...rows, staged] });
}

/** The agent has the word now, unless the session is not any longer where it was. */
export async function moveOn(
  ports: Pick<StagingPorts, 'table' | 'clock'>,
  session: Session,
  from: 'stage' | 'iterate',
  change: {
    readonly bundle?: { readonly bundleId: Bundle['id']; readonly bundleDigest: string };
    readonly writes?: readonly Write[];
  } = {},
): Promise<Session> {
  try {
    return await changeSession(ports, session, (current) => {
      if (!isToStage(current, from) || current.execution !== session.execution) throw new MovedOn();
      const next = transition(current, { command: 'continue', progress: { next: 'agent' } }, ports.clock.now());
      return { next: { ...next, ...change.bundle }, writes: async () => change.writes ?? [] };
    });
  } catch (error) {
    if (!(error instanceof MovedOn)) throw error;
    return (await readSession(ports.table, session.workspaceId, session.id)) ?? session;
  }
}

/** Somebody else was faster: cancelled, retried, or the same step done twice. */
class MovedOn extends Error {
  override readonly name = 'MovedOn';
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
