import { dueAttributes } from '../due/index.ts';
import { CountersignError } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { rememberNothing } from '../idempotency/index.ts';
import { readPolicy, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Key, Log, NamedCondition, Table, WorkflowEngine, Write } from '../platform/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import type { Session } from './schema.ts';
import { transition, workOf } from './session.ts';
import {
  executionName,
  newSessionWrite,
  queuePartition,
  readSession,
  sessionHasMoved,
  sessionWrites,
} from './store.ts';

export interface StartPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly engine: WorkflowEngine;
  readonly log: Log;
}

const slotIsFree = 'the workspace has a free slot';
const queueRowIsThere = 'the session still waits for its slot';
const maxRaces = 10;
/** How long after queueing the sweeper makes sure that nobody forgot the session. */
const queueCheckMs = 15_000;

const about = (session: Session) => ({
  workspaceId: session.workspaceId,
  projectId: session.projectId,
  sessionId: session.id,
});
const queueKey = (session: Session, queuedAt: string): Key => ({
  pk: queuePartition(session.workspaceId),
  sk: `${queuedAt}#${session.id}`,
});

/**
 * Starts a session within the workspace's limit, or queues it visibly (S2). Both are one commit; the execution is started after it,
 * and by the sweeper when that is lost. `creation`: writes of the same commit for a session that is not stored yet. @throws CountersignError `state_conflict` when it was started before.
 */
export async function commitStart(
  ports: StartPorts,
  session: Session,
  by: string,
  remember: Remember<Session> = rememberNothing,
  creation: readonly Write[] = [],
): Promise<Session> {
  for (let attempt = 1; attempt <= maxRaces; attempt += 1) {
    const { policy } = await readPolicy(ports.table, session.workspaceId);
    const started = await tryStart(ports, { session, by, remember, creation, limit: policy.concurrency });
    if (started) return started;
  }
  throw new CountersignError('unavailable', 'Sessions start too quickly at the moment.', { retryAfterSeconds: 1 });
}

interface Start {
  readonly session: Session;
  readonly by: string;
  readonly remember: Remember<Session>;
  readonly creation: readonly Write[];
  readonly limit: number;
}

async function tryStart(ports: StartPorts, start: Start): Promise<Session | undefined> {
  const { session, by, remember, limit } = start;
  const now = ports.clock.now();
  const next = transition(session, { command: 'start' }, now);
  try {
    const isFirst = await nobodyWaits(ports.table, session.workspaceId);
    if (isFirst) {
      const writes = startWrites(ports, session, next, by, limit);
      await ports.table.commit([...created(start, writes, next), ...(await remember(next))]);
      await startExecution(ports, next);
      return next;
    }
    return await enqueue(ports, start);
  } catch (error) {
    if (error instanceof ConditionFailed && error.condition === slotIsFree) return enqueue(ports, start);
    if (error instanceof ConditionFailed && error.condition === sessionHasMoved) return rereadOrRefuse(ports, session);
    throw error;
  }
}

/** Somebody else moved the session: the command is judged again on what stands. */
async function rereadOrRefuse(ports: StartPorts, session: Session): Promise<undefined> {
  const current = await readSession(ports.table, session.workspaceId, session.id);
  if (current) transition(current, { command: 'queue' }, ports.clock.now());
  return undefined;
}

const startWrites = (
  ports: StartPorts,
  former: Session,
  next: Session,
  by: string,
  limit: number,
): readonly Write[] => [
  ...sessionWrites(former, next).map((write) =>
    isAdmission(write) ? { ...write, conditions: belowLimit(limit) } : write,
  ),
  tell(ports, {
    ...about(next),
    type: 'session.started',
    actor: by,
    summary: 'The work has started.',
    data: { execution: next.execution },
  }),
];
const isAdmission = (write: Write): write is Extract<Write, { kind: 'update' }> =>
  write.kind === 'update' && write.key.sk === 'admission';
const belowLimit = (limit: number): readonly NamedCondition[] => [
  {
    is: 'any',
    of: [
      { is: 'less-than', attribute: 'running', value: limit },
      { is: 'without', attribute: 'running' },
    ],
    name: slotIsFree,
  },
];

/** A session that is not stored yet is written as new instead of changed. */
const created = ({ creation }: Start, writes: readonly Write[], next: Session): readonly Write[] =>
  creation.length === 0
    ? writes
    : [
        newSessionWrite(next),
        ...creation,
        ...writes.filter((write) => !(write.kind === 'put' && write.row.sk === 'session')),
      ];

async function nobodyWaits(table: Table, workspaceId: string): Promise<boolean> {
  const page = await table.query({ table: 'work', pk: queuePartition(workspaceId), limit: 1 });
  return page.rows.length === 0;
}

async function enqueue(ports: StartPorts, start: Start): Promise<Session> {
  const { session, by, remember } = start;
  const now = ports.clock.now();
  const next = transition(session, { command: 'queue' }, now);
  const queuedAt = timestamp(now);
  const due = dueAttributes({
    at: timestamp(now + queueCheckMs),
    kind: 'queue',
    workspaceId: session.workspaceId,
    id: session.id,
  });
  await ports.table.commit([
    ...created(start, sessionWrites(session, next), next),
    {
      kind: 'put',
      table: 'work',
      row: { ...queueKey(session, queuedAt), workspaceId: session.workspaceId, sessionId: session.id, ...due },
    },
    tell(ports, { ...about(next), type: 'session.queued', actor: by, summary: 'The work waits for a free slot.' }),
    ...(await remember(next)),
  ]);
  // A slot may have been given back between the look and the commit.
  await admitQueued(ports, session.workspaceId);
  return (await readSession(ports.table, session.workspaceId, session.id)) ?? next;
}

/**
 * Admits waiting sessions of a workspace, oldest first, until its limit is reached. Called whenever a slot is given back, and by the
 * sweeper for every workspace that has waited. Gives the number admitted.
 */
export async function admitQueued(
  ports: StartPorts,
  workspaceId: string,
  atMost = Number.POSITIVE_INFINITY,
): Promise<number> {
  const { policy } = await readPolicy(ports.table, workspaceId);
  let admitted = 0;
  for (let attempt = 0; attempt < policy.concurrency + maxRaces && admitted < atMost; attempt += 1) {
    const page = await ports.table.query({ table: 'work', pk: queuePartition(workspaceId), limit: 1 });
    const [first] = page.rows;
    if (!first) return admitted;
    const outcome = await admitOne(
      ports,
      workspaceId,
      { pk: first.pk, sk: first.sk },
      String(first.sessionId),
      policy.concurrency,
    );
    if (outcome === 'full') return admitted;
    if (outcome === 'admitted') admitted += 1;
  }
  return admitted;
}

async function admitOne(
  ports: StartPorts,
  workspaceId: string,
  key: Key,
  sessionId: string,
  limit: number,
): Promise<'admitted' | 'full' | 'gone'> {
  const session = await readSession(ports.table, workspaceId, sessionId);
  const leave: Write = { kind: 'delete', table: 'work', key, conditions: [{ is: 'present', name: queueRowIsThere }] };
  try {
    if (session?.status !== 'initialized') {
      await ports.table.commit([leave]);
      return 'gone';
    }
    const next = transition(session, { command: 'start' }, ports.clock.now());
    await ports.table.commit([...startWrites(ports, session, next, 'system', limit), leave]);
    await startExecution(ports, next);
    return 'admitted';
  } catch (error) {
    if (error instanceof ConditionFailed) return error.condition === slotIsFree ? 'full' : 'gone';
    throw error;
  }
}

/** Takes a waiting session off the queue in another commit (cancel). */
export const leaveQueueWrites = (session: Session): readonly Write[] =>
  session.status === 'initialized' && session.queuedAt
    ? [{ kind: 'delete', table: 'work', key: queueKey(session, session.queuedAt) }]
    : [];

/** Starts the workflow of a session that was committed as started. When this is lost the sweeper finds it (S9). */
export async function startExecution(ports: Pick<StartPorts, 'engine' | 'log'>, session: Session): Promise<void> {
  try {
    await ports.engine.start('session', executionName(session), { work: workOf(session) });
  } catch (error) {
    ports.log.error('execution.not_started', {
      ...workOf(session),
      cause: String(error),
    });
  }
}
