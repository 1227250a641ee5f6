/** What the people of a scenario do, and what they wait for. */
import { type Answer, send } from '../world/client.ts';
import type { World } from '../world/world.ts';
import type { Place } from './place.ts';

/** Work that waits for a person. */
export interface Review {
  readonly sessionId: string;
  readonly checkpointId: string;
  readonly digest: string;
  readonly artifactIds: readonly string[];
  /** Address of the checkpoint. */
  readonly C: string;
}

export interface Stage {
  readonly world: World;
  readonly place: Place;
  /** One request of a person, sent until it is answered. @throws Error unless it succeeds */
  ask(person: string, method: string, path: string, body?: unknown): Promise<Answer['body']>;
  /** The same, whatever the answer. */
  tell(person: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** The contributor has an agent work. @returns the session's id */
  startWork(task?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The next review of a session that is not `before`. */
  untilReview(sessionId: string, before?: string): Promise<Review>;
  /** @throws NotConverged when it takes longer than 15 minutes */
  untilStatus(sessionId: string, status: string): Promise<void>;
  until(what: string, holds: () => boolean): Promise<void>;
}

/** I10: nothing may take longer than this by itself. */
export const convergenceMs = 15 * 60_000;
const lookEveryMs = 15_000;

export class NotConverged extends Error {
  override readonly name = 'NotConverged';
}

export function createStage(world: World, place: Place): Stage {
  let keys = 0;
  const tell: Stage['tell'] = (person, method, path, body) => {
    keys += 1;
    const key = method === 'POST' ? { 'idempotency-key': `${person}-${keys}` } : {};
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return send(world, {
      method,
      path,
      person,
      headers: { ...key, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const ask: Stage['ask'] = async (person, method, path, body) => {
    const answer = await tell(person, method, path, body);
    if (answer.status >= 400) throw new Error(`${person}: ${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const until: Stage['until'] = (what, holds) =>
    untilIn(world, async () => (holds() ? undefined : `waited in vain for ${what}`));
  const session = (sessionId: string) =>
    world.mirror.get('work', { pk: `W#${place.workspaceId}#ses#${sessionId}`, sk: 'session' });

  return {
    world,
    place,
    tell,
    ask,
    until,
    async startWork(task = {}) {
      const request = { taskIntent: 'How long does a refund take?', taskType: 'research', agentType: 'research' };
      const chosen = { approvalStrategy: 'final_only', autoExecute: true, ...task };
      return String((await ask('contributor', 'POST', `${place.P}/work-sessions`, { ...request, ...chosen })).id);
    },
    async untilReview(sessionId, before) {
      const open = () => {
        const row = session(sessionId);
        return row?.status === 'pending_review' && row.openCheckpointId !== before ? row.openCheckpointId : undefined;
      };
      await until(`a review of ${sessionId}`, () => open() !== undefined);
      const C = `${place.P}/work-sessions/${sessionId}/checkpoints/${open()}`;
      const { digest, artifactIds } = await ask('reviewer', 'GET', C);
      return {
        sessionId,
        checkpointId: String(open()),
        digest: String(digest),
        artifactIds: Array.isArray(artifactIds) ? artifactIds.map(String) : [],
        C,
      };
    },
    untilStatus: (sessionId, status) =>
      until(`${sessionId} to be ${status}`, () => session(sessionId)?.status === status),
  };
}

/** Lets things go on until nothing is missing any more. @throws NotConverged naming what is, after 15 virtual minutes */
export async function untilIn(world: World, missing: () => Promise<string | undefined>): Promise<void> {
  const giveUpAt = world.now() + convergenceMs;
  for (;;) {
    if ((await missing()) === undefined) return;
    await world.idle();
    const what = await missing();
    if (what === undefined) return;
    if (world.now() >= giveUpAt) throw new NotConverged(what);
    await world.sleep(lookEveryMs);
  }
}
