/** Sessions as scenarios drive them: started, waited for by long poll, looked at. */
import type { Answer } from './client.ts';
import { patienceMs } from './host.ts';
import type { Place } from './place.ts';
import type { Artifact, Checkpoint, Review, Session, SessionState } from './shapes.ts';

/** A session and where it lives. */
export interface Work {
  readonly id: string;
  /** Address of the session. */
  readonly S: string;
  readonly place: Place;
}

/** Work that waits for a person. */
export interface Waiting extends Work {
  readonly checkpoint: Checkpoint;
  /** Address of the checkpoint. */
  readonly C: string;
  readonly artifacts: readonly Artifact[];
}

/** What a session is asked; research on refunds by the contributor unless said otherwise. */
export interface Task {
  readonly taskIntent?: string;
  readonly taskType?: string;
  readonly agentType?: string;
  readonly [member: string]: unknown;
}

const pollSeconds = 10;
/** Between two looks at what does not announce its changes. */
const lookEveryMs = 50;

export async function createWork(
  place: Place,
  task: Task = {},
  by: 'contributor' | 'reviewer' | 'owner' = 'contributor',
): Promise<Work> {
  const request = { taskIntent: 'When are refunds paid?', taskType: 'research', agentType: 'research', ...task };
  const session = await place.as(by).make<Session>(`${place.P}/work-sessions`, request);
  return { id: session.id, S: `${place.P}/work-sessions/${session.id}`, place };
}

export async function startWork(
  place: Place,
  task: Task = {},
  by: 'contributor' | 'reviewer' | 'owner' = 'contributor',
): Promise<Work> {
  const work = await createWork(place, task, by);
  await place.as(by).make(`${work.S}/execute`);
  return work;
}

/** The session's state as soon as it is as wanted. @throws Error naming what it was instead when that takes too long */
export async function awaitState(
  work: Work,
  wanted: string,
  isWanted: (state: SessionState) => boolean = ({ status }) => status === wanted,
): Promise<SessionState> {
  const client = work.place.as('viewer');
  const giveUpAt = Date.now() + patienceMs;
  let answer = await client.get<SessionState>(`${work.S}/status`);
  let state = stateOf(answer);
  while (!isWanted(state)) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${wanted}: ${JSON.stringify(state)}`);
    const tag = answer.headers.get('etag') ?? '';
    const next = await client.get<SessionState>(`${work.S}/status?waitSeconds=${pollSeconds}`, {
      'if-none-match': tag,
    });
    if (next.status === 304) continue;
    answer = next;
    state = stateOf(answer);
  }
  return state;
}

function stateOf(answer: Answer<SessionState>): SessionState {
  if (answer.status !== 200) throw new Error(`the status answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** The open checkpoint of a session, once there is one that was not there `before`. */
export async function awaitReview(work: Work, before?: string): Promise<Waiting> {
  const state = await awaitState(
    work,
    'an open checkpoint',
    ({ status, openCheckpointId }) => status === 'pending_review' && openCheckpointId !== before,
  );
  const C = `${work.S}/checkpoints/${state.openCheckpointId}`;
  const viewer = work.place.as('viewer');
  const checkpoint = await viewer.read<Checkpoint>(C);
  const artifacts = await Promise.all(
    checkpoint.artifactIds.map((id) => viewer.read<Artifact>(`${work.S}/artifacts/${id}`)),
  );
  return { ...work, C, checkpoint, artifacts };
}

/** Starts work and waits until its agent asks a person. */
export const workToReview = async (
  place: Place,
  task: Task = {},
  by: 'contributor' | 'reviewer' | 'owner' = 'contributor',
): Promise<Waiting> => awaitReview(await startWork(place, task, by));

/** The same verdict for each artifact that waits. */
export const everyVerdict = (waiting: Waiting, verdict: string): Record<string, string> =>
  Object.fromEntries(waiting.checkpoint.artifactIds.map((id) => [id, verdict]));

export const approve = (waiting: Waiting): Promise<Review> =>
  waiting.place.as('reviewer').make<Review>(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });

export const session = (work: Work): Promise<Session> => work.place.as('viewer').read<Session>(work.S);
export const artifact = (work: Work, id: string): Promise<Artifact> =>
  work.place.as('viewer').read<Artifact>(`${work.S}/artifacts/${id}`);

/** Looks until there is something to see, for what no status tells of. @throws Error naming it when that takes too long */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
