/** The parts of the battery, and the share of each that one process takes. */
import { races } from '../races/index.ts';
import { scenarios } from '../scenarios/index.ts';
import { pairOfFaults, type Run, singleFaults } from './battery.ts';

export const parts = ['golden', 'faults', 'pairs', 'races'] as const;
export type Part = (typeof parts)[number];

/** `number` of `of` processes; `size`: runs of a part that is sampled, per race for races; `stride`: of the exhaustive part every so many. */
export interface Share {
  readonly number: number;
  readonly of: number;
  readonly size: number;
  readonly stride: number;
}

export async function* runsOf(part: Part, share: Share): AsyncGenerator<Run> {
  const { number, of, size, stride } = share;
  const isMine = (place: number): boolean => place % of === number;
  switch (part) {
    case 'golden':
      for (const [place, { name }] of scenarios.entries())
        if (isMine(place)) yield { scenario: name, seed: 1, faults: [] };
      return;
    case 'faults':
      for (const { name } of scenarios) yield* singleFaults(name, stride * of, number * stride);
      return;
    case 'pairs':
      for (let seed = 1; seed <= size; seed += 1) if (isMine(seed)) yield pairOfFaults(seed);
      return;
    case 'races':
      for (const { name } of races)
        for (let seed = 1; seed <= size; seed += 1) if (isMine(seed)) yield { race: name, seed };
      return;
    default:
      throw new Error(`there is no part "${part}"`);
  }
}
