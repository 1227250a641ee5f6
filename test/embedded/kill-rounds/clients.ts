/** Eight clients that work without pause: describe work, wait for the question, decide it in every way there is. */
import { clientOf } from '../../support/scenario/client.ts';
import { handbook, type Place } from '../../support/scenario/place.ts';
import type { Checkpoint, Imported, Project, Review, Session } from '../../support/scenario/shapes.ts';
import type { MortalHost } from './host.ts';
import type { Ledger } from './ledger.ts';
import { awaitQuestion, post } from './requests.ts';

export interface Stage {
  readonly host: MortalHost;
  readonly ledger: Ledger;
  /** Clients take them in turn. */
  readonly places: readonly Place[];
  readonly random: () => number;
  /** Every project that the clients have made, by its address. */
  readonly projects: Set<string>;
}

export interface Clients {
  /** Full cycles that came to their end. */
  readonly done: () => number;
  /** Lets each client end its cycle. @throws Error of the first client that met what must not happen */
  stop(): Promise<void>;
}

const clientsAtOnce = 8;
/** Each approval adds blocks; a young project keeps the bundle small. */
const cyclesPerProject = 12;
let keys = 0;
function newKey(): string {
  keys += 1;
  return `kill-${keys}`;
}

export function startClients(stage: Stage): Clients {
  let goesOn = true;
  let done = 0;
  const one = async (number: number): Promise<void> => {
    const place = stage.places[number % stage.places.length];
    if (place === undefined) throw new Error('there is no place to work in');
    while (goesOn) {
      const project = await newProject(stage, place);
      for (let cycle = 0; cycle < cyclesPerProject && goesOn; cycle += 1) {
        await work(stage, project);
        done += 1;
      }
    }
  };
  const ended = Promise.all(Array.from({ length: clientsAtOnce }, (_, number) => one(number)));
  // Reported by `stop`; until then nobody listens.
  ended.catch(() => {});
  return {
    done: () => done,
    async stop() {
      goesOn = false;
      await ended;
    },
  };
}

async function expectAnswer<T>(
  stage: Stage,
  person: 'owner' | 'admin' | 'contributor' | 'reviewer',
  path: string,
  body: unknown,
): Promise<T> {
  const answer = await post<T>(stage.host, person, { path, body, key: newKey() });
  if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

async function newProject(stage: Stage, place: Place): Promise<string> {
  const project = await expectAnswer<Project>(stage, 'owner', `${place.W}/projects`, { name: 'Handbook' });
  const P = `${place.W}/projects/${project.id}`;
  stage.projects.add(P);
  stage.ledger.note({ what: 'a new project', path: P, holds: { id: project.id } });
  const agent = await expectAnswer<{ id: string }>(stage, 'admin', `${P}/agents`, { name: 'Ada', type: 'research' });
  stage.ledger.note({ what: 'a new agent', path: `${P}/agents/${agent.id}`, holds: { name: 'Ada' } });
  const { blocks } = await expectAnswer<Imported>(stage, 'contributor', `${P}/imports`, { documents: handbook });
  for (const { id, title } of blocks)
    stage.ledger.note({ what: 'an imported section', path: `${P}/blocks/${id}`, holds: { title, state: 'accepted' } });
  return P;
}

/** One piece of work, from its description to whatever becomes of it. */
async function work(stage: Stage, P: string): Promise<void> {
  const taskIntent = `When are refunds paid? (${newKey()})`;
  const request = { taskIntent, taskType: 'research', agentType: 'research', autoExecute: true };
  const { id } = await expectAnswer<Session>(stage, 'contributor', `${P}/work-sessions`, request);
  const S = `${P}/work-sessions/${id}`;
  stage.ledger.note({ what: 'a started session', path: S, holds: { id, taskIntent } });
  const wish = stage.random();
  if (wish < 0.1) return cancel(stage, S);
  const state = await awaitQuestion(stage.host, S);
  if (state?.openCheckpointId === undefined || wish < 0.15) return;
  if (wish < 0.25) return reject(stage, S, state.openCheckpointId);
  if (wish > 0.4) return approve(stage, S, state.openCheckpointId);
  await sendBack(stage, S, state.openCheckpointId);
  const revised = await awaitQuestion(stage.host, S, state.openCheckpointId);
  if (revised?.openCheckpointId !== undefined) await approve(stage, S, revised.openCheckpointId);
}

async function cancel(stage: Stage, S: string): Promise<void> {
  await expectAnswer(stage, 'contributor', `${S}/cancel`, {});
  stage.ledger.note({ what: 'a cancelled session', path: S, holds: { status: 'cancelled' } });
}

/** The digest that a decision is bound to, from the host's next life when this one ends. */
async function digestOf(stage: Stage, C: string): Promise<string> {
  for (;;) {
    await stage.host.up();
    const answer = await clientOf(stage.host, 'reviewer')
      .get<Checkpoint>(C)
      .catch(() => undefined);
    if (answer?.status === 200) return answer.body.digest;
    if (answer !== undefined) throw new Error(`GET ${C} answered ${answer.status}: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function reject(stage: Stage, S: string, checkpointId: string): Promise<void> {
  const C = `${S}/checkpoints/${checkpointId}`;
  const body = { digest: await digestOf(stage, C), reason: 'Not what was asked.' };
  const { reviewId } = await expectAnswer<Review>(stage, 'reviewer', `${C}/reject`, body);
  stage.ledger.note(
    { what: 'a rejection', path: C, holds: { status: 'rejected', decision: { reviewId } } },
    { what: 'a rejected session', path: S, holds: { status: 'rejected' } },
  );
}

async function sendBack(stage: Stage, S: string, checkpointId: string): Promise<void> {
  const C = `${S}/checkpoints/${checkpointId}`;
  const body = { digest: await digestOf(stage, C), feedback: 'Shorter, please.' };
  const { reviewId } = await expectAnswer<Review>(stage, 'reviewer', `${C}/request-changes`, body);
  stage.ledger.note({
    what: 'a request for changes',
    path: C,
    holds: { status: 'changes_requested', decision: { reviewId } },
  });
}

/** Now and then twice at once, as an impatient hand does. */
async function approve(stage: Stage, S: string, checkpointId: string): Promise<void> {
  const C = `${S}/checkpoints/${checkpointId}`;
  const body = { digest: await digestOf(stage, C) };
  const hands = stage.random() < 0.2 ? 2 : 1;
  const reviews = await Promise.all(
    Array.from({ length: hands }, () => expectAnswer<Review>(stage, 'reviewer', `${C}/approve`, body)),
  );
  const [{ reviewId, mutations } = { reviewId: '', mutations: [] }, ...others] = reviews;
  for (const other of others)
    if (other.reviewId !== reviewId) throw new Error(`${C} was decided as ${reviewId} and as ${other.reviewId}`);
  const P = S.slice(0, S.indexOf('/work-sessions/'));
  stage.ledger.note(
    { what: 'an approval', path: C, holds: { status: 'approved', decision: { reviewId } } },
    { what: 'an approved session', path: S, holds: { status: 'approved', mutationsCount: mutations.length } },
    ...mutations.map(({ targetId }) => ({
      what: 'an applied block',
      path: `${P}/blocks/${targetId}`,
      holds: { id: targetId },
    })),
  );
}
