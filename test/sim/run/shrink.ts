import { perform, type Run } from './battery.ts';

/** The same run with as few faults as still break it. A schedule of a race has none to take away. */
export async function shrink(run: Run): Promise<Run> {
  if ('race' in run) return run;
  let smallest = run;
  for (const fault of run.faults) {
    const without = { ...smallest, faults: smallest.faults.filter((other) => other !== fault) };
    const { violations } = await perform(without);
    if (violations.length > 0) smallest = without;
  }
  return smallest;
}
