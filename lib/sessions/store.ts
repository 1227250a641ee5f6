import { dueAttributes } from '../due/index.ts';
import { type Key, type Row, rowReader, type Table, type Write } from '../platform/index.ts';
import { AgentInput, Iteration, Session, type SessionState, type SessionView } from './schema.ts';
import { holdsSlot } from './session.ts';

/**
 * A session's partition in the work table: everything that is read together.
 *   W#w#ses#s | session · art#<art> · artrev#<art>#<n> · chk#<chk> · vote#<chk>#<principal> · token#<chk>#<attempt> · turn#<n>
 *             | evt#<id> · itr#<n> · inp#<evt> · rev#<rev>
 *   W#w#queue | <queuedAt>#<ses>   sessions that wait for a slot, oldest first
 */
export const sessionPartition = (workspaceId: string, sessionId: string): string => `W#${workspaceId}#ses#${sessionId}`;
export const sessionKey = (workspaceId: string, sessionId: string): Key => ({
  pk: sessionPartition(workspaceId, sessionId),
  sk: 'session',
});
export const sessionsOfProject = (workspaceId: string, projectId: string): string =>
  `W#${workspaceId}#prj#${projectId}#ses`;
export const sessionsByStatus = (workspaceId: string, projectId: string, status: string): string =>
  `${sessionsOfProject(workspaceId, projectId)}#${status}`;
export const queuePartition = (workspaceId: string): string => `W#${workspaceId}#queue`;
export const executionName = (session: Pick<Session, 'id' | 'execution'>): string =>
  `${session.id}-${session.execution}`;

/** The session that a row holds. */
export const sessionOf = rowReader(Session);
const sessionRow = (session: Session): Row => ({
  ...sessionKey(session.workspaceId, session.id),
  ...session,
  byProjectPk: sessionsOfProject(session.workspaceId, session.projectId),
  byProjectSk: session.id,
  byStatusPk: sessionsByStatus(session.workspaceId, session.projectId, session.status),
  byStatusSk: session.id,
  ...(session.lookAgainAt === undefined
    ? {}
    : dueAttributes({ at: session.lookAgainAt, kind: 'session', workspaceId: session.workspaceId, id: session.id })),
});

export const sessionHasMoved = 'the session is as it was read';

/**
 * The session's next state, provided nobody moved it meanwhile, with the slot it takes or gives back: whoever changes the status
 * through this can not forget the count of running agents.
 */
export function sessionWrites(former: Session, next: Session): readonly Write[] {
  const slots = Number(holdsSlot(next)) - Number(holdsSlot(former));
  const row: Write = {
    kind: 'put',
    table: 'work',
    row: sessionRow(next),
    conditions: [{ is: 'equal', attribute: 'version', value: former.version, name: sessionHasMoved }],
  };
  return slots === 0
    ? [row]
    : [row, { kind: 'update', table: 'work', key: admissionKey(next.workspaceId), add: { running: slots } }];
}

export const newSessionWrite = (session: Session): Write => ({
  kind: 'put',
  table: 'work',
  row: sessionRow(session),
  conditions: [{ is: 'absent', name: 'the session is new' }],
});

export const admissionKey = (workspaceId: string): Key => ({ pk: `W#${workspaceId}`, sk: 'admission' });

/** The session of that id in that project, or undefined: absent and foreign are one. */
export async function findSession(
  table: Table,
  workspaceId: string,
  projectId: string,
  sessionId: string,
): Promise<Session | undefined> {
  const session = await readSession(table, workspaceId, sessionId);
  return session?.projectId === projectId ? session : undefined;
}

/** For callers that hold the id from our own records. */
export async function readSession(table: Table, workspaceId: string, sessionId: string): Promise<Session | undefined> {
  const row = await table.get('work', sessionKey(workspaceId, sessionId));
  return row && sessionOf(row);
}

const inputKey = (workspaceId: string, sessionId: string, inputId: string): Key => ({
  pk: sessionPartition(workspaceId, sessionId),
  sk: `inp#${inputId}`,
});
/** Words for the agent's next turn. */
export const agentInputWrite = (workspaceId: string, sessionId: string, input: AgentInput): Write => ({
  kind: 'put',
  table: 'work',
  row: { ...inputKey(workspaceId, sessionId, input.id), ...input },
});

const maxInputsPerTurn = 100;
/** Words that came after the input of that id (undefined = all), in order. */
export async function readAgentInputs(
  table: Table,
  workspaceId: string,
  sessionId: string,
  after: string | undefined,
): Promise<readonly AgentInput[]> {
  const sk = after === undefined ? { prefix: 'inp#' } : { after: `inp#${after}`, before: 'inp$' };
  const page = await table.query({
    table: 'work',
    pk: sessionPartition(workspaceId, sessionId),
    sk,
    limit: maxInputsPerTurn,
  });
  return page.rows.map((row) => AgentInput.parse(row));
}

/** One round of feedback (G8). */
export const iterationWrite = (workspaceId: string, sessionId: string, iteration: Iteration): Write => ({
  kind: 'put',
  table: 'work',
  row: {
    pk: sessionPartition(workspaceId, sessionId),
    sk: `itr#${String(iteration.number).padStart(4, '0')}`,
    ...iteration,
  },
  conditions: [{ is: 'absent', name: 'the iteration is new' }],
});
export const readIteration = (row: Row): Iteration => Iteration.parse(row);

/** A session as the API shows it. */
export function sessionView(session: Session): SessionView {
  const {
    workspaceId: _w,
    planApproved: _p,
    planRequired: _r,
    limitStops: _t,
    checkpointsCount: _c,
    progress: _g,
    execution: _e,
    settled: _s,
    lookAgainAt: _l,
    version: _v,
    bundleDigest: _b,
    ...view
  } = session;
  return view;
}

/** The small, pollable part. */
export function sessionState(session: Session): SessionState {
  const { id, status, artifactsCount, mutationsCount, iterationsCount, usage, updatedAt } = session;
  return {
    id,
    status,
    artifactsCount,
    mutationsCount,
    iterationsCount,
    usage,
    updatedAt,
    ...(session.status === 'pending_review' ? { openCheckpointId: session.openCheckpointId } : {}),
    ...(session.status === 'initialized' && session.queuedAt ? { queuedAt: session.queuedAt } : {}),
    ...(session.status === 'failed' ? { failure: session.failure } : {}),
  };
}

/** Moves with everything that the pollable part shows. */
export const sessionEtag = (session: Session): string => `"${session.id.slice(-8)}-${session.version}"`;
