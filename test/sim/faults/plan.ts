import type { Plan } from '../world/world.ts';
import { type Fault, faults } from './index.ts';

/** A fault at the call of that number, counted from the beginning of the run. */
export interface PlannedFault {
  readonly at: number;
  readonly fault: Fault['name'];
}

/** As a person can type it: `37:kill before,52:throttle`. */
export const wordsOf = (planned: readonly PlannedFault[]): string =>
  planned.map(({ at, fault }) => `${at}:${fault}`).join(',');

/** @throws Error for a fault that there is not */
export function parsePlan(words: string): readonly PlannedFault[] {
  return words.split(',').flatMap((one) => {
    const [at = '', fault = ''] = one.split(':');
    if (one === '') return [];
    if (!faults.some(({ name }) => name === fault)) throw new Error(`there is no fault "${fault}"`);
    return [{ at: Number(at), fault }];
  });
}

export interface WatchedPlan {
  readonly plan: Plan;
  /** Whether every fault has happened: each call came, and could go wrong like that. */
  allHappened(): boolean;
}

export function planOf(planned: readonly PlannedFault[]): WatchedPlan {
  let happened = 0;
  return {
    allHappened: () => happened === planned.length,
    plan(call, number) {
      const name = planned.find(({ at }) => at === number)?.fault;
      const fault = name === undefined ? undefined : faults.find((one) => one.name === name && one.appliesTo(call));
      if (fault !== undefined) happened += 1;
      return fault?.fate;
    },
  };
}
