/** One run of a scenario, from the place that is prepared once for all its runs, until everything has come to rest. */
import { invariants, unrest } from '../invariants/index.ts';
import { type Place, preparePlace } from '../scenarios/place.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { createStage, untilIn } from '../scenarios/stage.ts';
import { createAgent } from '../world/agent.ts';
import { createWorld } from '../world/create-world.ts';
import type { Commit } from '../world/mirror.ts';
import type { Plan, Snapshot, World } from '../world/world.ts';

export interface Played {
  readonly violations: readonly string[];
  /** Calls at ports, up to the moment when everything had come to rest. */
  readonly calls: number;
  readonly traceHash: string;
  /** How long that took, in virtual time. */
  readonly virtualMs: number;
}

interface Prepared {
  readonly place: Place;
  readonly snapshot: Snapshot;
}
const prepared = new Map<string, Promise<Prepared>>();
export const nothingHappens: Plan = () => undefined;

/** Begins at the place of a scenario, with all invariants watching. */
export async function begin(
  scenario: Pick<Scenario, 'name' | 'policy' | 'agent'>,
  run: { readonly seed: number; readonly plan: Plan; readonly order: 'first come, first served' | 'seeded' },
  from?: Snapshot,
): Promise<{ readonly world: World; readonly place: Place }> {
  const making = prepared.get(scenario.name) ?? prepare(scenario);
  prepared.set(scenario.name, making);
  const { place, snapshot } = await making;
  const model = createAgent(scenario.agent);
  return { place, world: await createWorld({ ...run, model, from: from ?? snapshot, onCommit: watch }) };
}

function watch(commit: Commit, world: World): void {
  for (const { onCommit } of invariants) onCommit?.(commit, world);
}

async function prepare(scenario: Pick<Scenario, 'policy' | 'agent'>): Promise<Prepared> {
  const world = await createWorld({
    seed: 0,
    plan: nothingHappens,
    order: 'first come, first served',
    model: createAgent(scenario.agent),
    onCommit: watch,
  });
  const place = await world.run(() => preparePlace(world, scenario.policy));
  await world.run(() => world.idle());
  if (world.violations.length > 0) throw new Error(`the place itself is not sound: ${world.violations.join('; ')}`);
  return { place, snapshot: world.snapshot() };
}

/** Plays a scenario through. What goes wrong is a violation, never an error. */
export async function play(scenario: Scenario, seed: number, plan: Plan = nothingHappens): Promise<Played> {
  const { world, place } = await begin(scenario, { seed, plan, order: 'first come, first served' });
  return finish(world, place, () => scenario.play(createStage(world, place)));
}

/** Runs `work`, lets everything come to rest, and looks at what is left. */
export async function finish(world: World, place: Place, work: () => Promise<void>): Promise<Played> {
  const begunAt = world.now();
  const rested = await attempt(world, async () => {
    await world.run(work);
    await world.run(() => untilIn(world, () => unrest(world)));
    await world.run(() => world.idle());
  });
  world.endFaults();
  const { calls } = world;
  const virtualMs = world.now() - begunAt;
  // Of a run that does not come to rest only what needs no more requests is looked at.
  const looking = invariants.filter(({ sends }) => rested || sends !== true);
  await attempt(world, () =>
    world.run(async () => {
      for (const { atRest } of looking) await atRest?.(world, place);
    }),
  );
  return { violations: [...new Set(world.violations)], calls, traceHash: world.traceHash(), virtualMs };
}

async function attempt(world: World, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    world.violate(/NotConverged|Stalled/.test(what) ? `I10: ${what}` : what);
    return false;
  }
}
