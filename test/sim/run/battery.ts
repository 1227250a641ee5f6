/** The runs that look for bugs, from the quickest to find something to the slowest. */
import { type Fault, faults } from '../faults/index.ts';
import { type PlannedFault, planOf } from '../faults/plan.ts';
import { races } from '../races/index.ts';
import { scenarios } from '../scenarios/index.ts';
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

/** @throws Error for a scenario or race that there is not */
export async function perform(run: Run): Promise<Outcome> {
  if ('race' in run) {
    const race = races.find(({ name }) => name === run.race);
    if (race === undefined) throw new Error(`there is no race "${run.race}"`);
    return { happened: true, ...(await playRace(race, run.seed)) };
  }
  const scenario = scenarios.find(({ name }) => name === run.scenario);
  if (scenario === undefined) throw new Error(`there is no scenario "${run.scenario}"`);
  const watched = planOf(run.faults);
  const played = await play(scenario, run.seed, watched.plan);
  return { happened: watched.allHappened(), ...played };
}

/** Calls of a scenario in which nothing goes wrong. */
export const callsOf = async (scenario: string): Promise<number> =>
  (await perform({ scenario, seed: 1, faults: [] })).calls;

const counts = new Map<string, number>();

/** Every fault at every call of a scenario; of `stride` such runs one, beginning with `offset`. */
export async function* singleFaults(scenario: string, stride = 1, offset = 0): AsyncGenerator<Run> {
  const calls = counts.get(scenario) ?? (await callsOf(scenario));
  counts.set(scenario, calls);
  let place = 0;
  for (let at = 1; at <= calls; at += 1)
    for (const fault of faults) {
      if (place % stride === offset) yield { scenario, seed: 1, faults: [{ at, fault: fault.name }] };
      place += 1;
    }
}

/** Two faults in one run, chosen by the seed. */
export async function pairOfFaults(seed: number): Promise<Run> {
  const { createRandom } = await import('../world/random.ts');
  const random = createRandom(seed);
  const scenario = scenarios[random.below(scenarios.length)]?.name ?? '';
  const calls = counts.get(scenario) ?? (await callsOf(scenario));
  counts.set(scenario, calls);
  const one = (): PlannedFault => ({
    at: 1 + random.below(calls),
    fault: (faults[random.below(faults.length)] as Fault).name,
  });
  return { scenario, seed, faults: [one(), one()].sort((a, b) => a.at - b.at) };
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
