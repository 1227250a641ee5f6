import type { Verdict } from '../audit/index.ts';
import type { Checkpoint } from '../checkpoints/index.ts';
import { fullVerdicts } from '../checkpoints/index.ts';
import { type FieldError, invalidRequest } from '../errors.ts';
import type { DecisionCommand } from './schema.ts';

/**
 * The verdict of each artifact that a decision comes to. With `approved`, named verdicts name exactly the checkpoint's artifacts;
 * with the other qualities they are left out or all `reject`.
 * @throws CountersignError `invalid_request` naming each verdict that is too many or missing.
 */
export function verdictsOf(
  checkpoint: Pick<Checkpoint, 'artifacts'>,
  command: DecisionCommand,
): Record<string, Verdict> {
  const ids = new Set<string>(checkpoint.artifacts.map((artifact) => artifact.id));
  const named = command.verdicts ?? {};
  const errors: FieldError[] = Object.keys(named)
    .filter((id) => !ids.has(id))
    .map((id) => ({ pointer: `/verdicts/${id}`, message: 'is not an artifact of this checkpoint' }));
  for (const id of command.artifactIds ?? [])
    if (!ids.has(id)) errors.push({ pointer: '/artifactIds', message: `${id} is not an artifact of this checkpoint` });
  if (command.quality === 'approved') {
    if (command.verdicts)
      errors.push(
        ...[...ids].filter((id) => !(id in named)).map((id) => ({ pointer: `/verdicts/${id}`, message: 'is missing' })),
      );
  } else {
    errors.push(
      ...Object.entries(named)
        .filter(([, verdict]) => verdict !== 'reject')
        .map(([id]) => ({
          pointer: `/verdicts/${id}`,
          message: `can only be reject when the quality is ${command.quality}`,
        })),
    );
  }
  if (errors.length > 0) throw invalidRequest(errors);
  if (command.quality === 'approved') return fullVerdicts(checkpoint.artifacts, command.verdicts, 'apply');
  return command.quality === 'rejected' ? fullVerdicts(checkpoint.artifacts, undefined, 'reject') : {};
}

const rank: Record<Verdict, number> = { reject: 0, save_as_draft: 1, apply: 2 };
/** Several people's verdicts together: an artifact applies only if all say apply. */
export function combineVerdicts(votes: readonly Readonly<Record<string, Verdict>>[]): Record<string, Verdict> {
  const combined: Record<string, Verdict> = {};
  for (const vote of votes) {
    for (const [id, verdict] of Object.entries(vote)) {
      const former = combined[id];
      combined[id] = former === undefined || rank[verdict] < rank[former] ? verdict : former;
    }
  }
  return combined;
}
