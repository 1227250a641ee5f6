/** The runs that look for bugs, from the quickest to find something to the slowest. */
import { faults } from '../faults/index.ts';
import { type PlannedFault, planOf } from '../faults/plan.ts';
import { races } from '../races/index.ts';
import { type Scenario, scenarios } from '../scenarios/index.ts';
import { createRandom } from '../world/random.ts';
import type { Plan } from '../world/world.ts';
import { play } from './play.ts';
import { playRace } from './play-race.ts';

/** One run, as it can be asked for again. */
export type Run =
  | { readonly scenario: string; readonly seed: number; readonly faults: readonly PlannedFault[] }
  | { readonly race: string; readonly seed: number };

export interface Outcome {
  /** False when the call never came, or can not go wrong like that: then it is no run. */
  readonly happened: boolean;
  readonly violations: readonly string[];
  readonly traceHash: string;
  readonly calls: number;
  readonly virtualMs: number;
}

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
  return scenario;
}

/** @throws Error for a scenario or race that there is not */
export async function perform(run: Run): Promise<Outcome> {
  if ('race' in run) {
    const race = races.find(({ name }) => name === run.race);
    if (race === undefined) throw new Error(`there is no race "${run.race}"`);
    return { happened: true, ...(await playRace(race, run.seed)) };
  }
  const watched = planOf(run.faults);
  const played = await play(scenarioOf(run.scenario), run.seed, watched.plan);
  return { happened: watched.allHappened(), ...played };
}

const known = new Map<string, readonly PlannedFault[]>();

/** Every fault at every call of a scenario that can go wrong like that, by call. */
export async function opportunitiesOf(name: string): Promise<readonly PlannedFault[]> {
  const made = known.get(name);
  if (made !== undefined) return made;
  const found: PlannedFault[] = [];
  const watching: Plan = (call, at) => {
    found.push(...faults.filter((fault) => fault.appliesTo(call)).map((fault) => ({ at, fault: fault.name })));
    return undefined;
  };
  const { calls } = await play(scenarioOf(name), 1, watching);
  const opportunities = found.filter(({ at }) => at <= calls);
  known.set(name, opportunities);
  return opportunities;
}

/** One fault in each run; of `stride` such runs one, beginning with `offset`. */
export async function* singleFaults(scenario: string, stride = 1, offset = 0): AsyncGenerator<Run> {
  for (const [place, fault] of (await opportunitiesOf(scenario)).entries())
    if (place % stride === offset) yield { scenario, seed: 1, faults: [fault] };
}

/** Two faults in one run, chosen by the seed. The second one is where it would be if the first one changed nothing. */
export async function pairOfFaults(seed: number): Promise<Run> {
  const random = createRandom(seed);
  const scenario = scenarios[random.below(scenarios.length)]?.name ?? '';
  const opportunities = await opportunitiesOf(scenario);
  const pair = [1, 2].flatMap(() => opportunities[random.below(opportunities.length)] ?? []);
  return { scenario, seed, faults: pair.sort((a, b) => a.at - b.at) };
}

export interface Found {
  readonly run: Run;
  /** Which run of the battery it was. */
  readonly number: number;
  readonly violation: string;
}

const schedulesFirst = 60;
const stride = 23;

/** Goes through the battery until something is found: runs without faults, some schedules of each race, then faults. */
export async function findBug(maxRuns: number): Promise<Found | undefined> {
  let number = 0;
  for await (const run of runsToFindBugs()) {
    number += 1;
    const { happened, violations } = await perform(run).catch((error: unknown) => ({
      happened: true,
      violations: [String(error)],
    }));
    if (happened && violations[0] !== undefined) return { run, number, violation: violations[0] };
    if (number >= maxRuns) return undefined;
  }
  return undefined;
}

async function* runsToFindBugs(): AsyncGenerator<Run> {
  for (const { name } of scenarios) yield { scenario: name, seed: 1, faults: [] };
  for (let seed = 1; seed <= schedulesFirst; seed += 1) for (const { name } of races) yield { race: name, seed };
  for (let offset = 0; offset < stride; offset += 1)
    for (const { name } of scenarios) yield* singleFaults(name, stride, offset);
}
