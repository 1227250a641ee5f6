/** Runs and findings in words that can be pasted back into a shell. */
import { execFileSync } from 'node:child_process';
import { wordsOf } from '../faults/plan.ts';
import type { Run } from './battery.ts';

const quoted = (words: string): string => (/^[\w:-]*$/.test(words) ? words : `'${words}'`);

/** What replays a run. */
export function commandOf(run: Run): string {
  const options =
    'race' in run
      ? ['--race', quoted(run.race)]
      : [
          '--scenario',
          quoted(run.scenario),
          ...(run.faults.length > 0 ? ['--faults', quoted(wordsOf(run.faults))] : []),
        ];
  return ['npm run sim --', '--seed', run.seed, ...options].join(' ');
}

/** The commit that is checked out, with a mark when the sources differ from it. */
export function commitInWords(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

const shownCharacters = 300;
export const shortened = (violation: string): string => violation.slice(0, shownCharacters);
