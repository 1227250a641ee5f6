/** One schedule of a race: everybody begins at once, and the seed says whose call goes next, at every port. */

import type { Race } from '../races/index.ts';
import type { Place } from '../scenarios/place.ts';
import { createStage } from '../scenarios/stage.ts';
import type { Snapshot } from '../world/world.ts';
import { begin, finish, nothingHappens, type Played } from './play.ts';

interface Ready {
  readonly prepared: unknown;
  readonly snapshot: Snapshot;
  readonly place: Place;
}
const ready = new Map<string, Promise<Ready>>();

export async function playRace(race: Race, seed: number): Promise<Played> {
  const making = ready.get(race.name) ?? prepare(race);
  ready.set(race.name, making);
  const { prepared, snapshot } = await making;
  const { world, place } = await begin(race, { seed, plan: nothingHappens, order: 'seeded' }, snapshot);
  return finish(world, place, async () => {
    const stage = createStage(world, place);
    const answers = await Promise.all(race.contend(stage, prepared));
    await world.idle();
    const wrong = race.judge(answers, stage, prepared);
    if (wrong !== undefined) world.violate(`${race.name}: ${wrong}`);
  });
}

async function prepare(race: Race): Promise<Ready> {
  const { world, place } = await begin(race, { seed: 0, plan: nothingHappens, order: 'first come, first served' });
  const prepared = await world.run(() => race.prepare(createStage(world, place)));
  await world.run(() => world.idle());
  return { prepared, place, snapshot: world.snapshot() };
}
