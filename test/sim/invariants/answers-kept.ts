import type { Place } from '../scenarios/place.ts';
import { type Acknowledged, acknowledged, sendOnce } from '../world/client.ts';
import type { World } from '../world/world.ts';
import type { Invariant } from './invariant.ts';

const idPattern = /[a-z]{3}_[0-9A-Z]{26}/g;

/** I6 and I7: what was answered with success is there, and the same request again gets the same answer and does nothing. */
export const answersKept: Invariant = {
  ids: ['I6', 'I7'],
  sends: true,
  async atRest(world, place) {
    const stored = new Set(
      (['work', 'substrate', 'audit'] as const).flatMap(
        (table) => JSON.stringify(world.mirror.rows(table)).match(idPattern) ?? [],
      ),
    );
    for (const one of acknowledged(world)) {
      if (!isStillMember(world, place, one)) continue;
      if (one.request.method === 'GET' || one.request.headers?.['idempotency-key'] === undefined) continue;
      for (const id of [one.answer.body.id, one.answer.body.reviewId])
        if (typeof id === 'string' && !stored.has(id)) world.violate(`I6: ${id} was acknowledged and is gone`);
      await repeat(world, one);
    }
  },
};

/** Who has lost the role is told nothing any more, not even what was answered before. */
function isStillMember(world: World, place: Place, { request: { person } }: Acknowledged): boolean {
  const member = world.mirror.get('work', { pk: `W#${place.workspaceId}`, sk: `member#${person}` });
  return member !== undefined && (member.role !== 'viewer' || person === 'viewer');
}

async function repeat(world: World, { request, answer }: Acknowledged): Promise<void> {
  const what = `${request.method} ${request.path.replaceAll(/_[0-9A-Z]{26}/g, '')}`;
  const commits = world.mirror.commits;
  const again = await sendOnce(world, request);
  if (again?.status !== answer.status || again.text !== answer.text)
    world.violate(`I7: ${what} was answered ${answer.status}, and again ${again?.status} ${again?.text.slice(0, 200)}`);
  if (world.mirror.commits !== commits) world.violate(`I7: ${what} had an effect again`);
  const body = JSON.stringify({ ...JSON.parse(request.body ?? '{}'), reason: 'another one' });
  const other = await sendOnce(world, { ...request, body });
  // Bodies that the route does not take are refused before anybody looks for the key.
  if (other?.status !== 422 && other?.status !== 400)
    world.violate(`I7: another ${what} with the same key was answered ${other?.status}`);
}
