import type { Commit, RowChange } from '../world/mirror.ts';
import type { World } from '../world/world.ts';
import { changesOf, hasMoved, type Invariant, object, text } from './invariant.ts';

/** The quality that a decision must have for a checkpoint to end like this; undefined = it ends without one. */
const qualityOf: Readonly<Record<string, string | undefined>> = {
  approved: 'approved',
  changes_requested: 'changes_requested',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: undefined,
};

/** I3: a checkpoint reaches exactly one end, with the decision record that says so in the same commit; expired is neither yes nor no. */
export const oneOutcome: Invariant = {
  ids: ['I3'],
  onCommit(commit, world) {
    for (const change of changesOf(commit, 'work', 'chk#').filter(hasMoved)) look(change, commit, world);
    for (const { after } of changesOf(commit, 'audit', 'review')) {
      const { quality, verdicts } = object(after?.decision);
      const applies = Object.values(object(verdicts)).includes('apply');
      if (quality !== 'approved' && (applies || after?.mutationCount !== 0))
        world.violate(`I3: a decision that is ${quality} applied something`);
    }
  },
  atRest(world) {
    for (const row of world.mirror.rows('work', 'W#').filter(({ sk }) => sk.startsWith('chk#'))) {
      const decided = world.mirror.get('audit', {
        pk: `W#${text(row, 'workspaceId')}#chk#${text(row, 'id')}`,
        sk: 'decision',
      });
      const hasDecision = qualityOf[text(row, 'status')] !== undefined;
      if (hasDecision !== (decided !== undefined))
        world.violate(
          `I3: ${text(row, 'id')} is ${text(row, 'status')}, and its decision record ${decided ? 'stands' : 'is missing'}`,
        );
    }
  },
};

function look({ before, after }: RowChange, commit: Commit, world: World): void {
  const [from, to] = [text(before, 'status'), text(after, 'status')];
  if (from !== '' && from !== 'open') world.violate(`I3: ${text(after, 'id')} was ${from} and became ${to}`);
  if (to === 'open') return;
  const reviews = changesOf(commit, 'audit', 'review').map((review) => object(review.after?.decision));
  const decision = reviews.find(({ checkpointId }) => checkpointId === text(after, 'id'));
  if (decision?.quality !== qualityOf[to])
    world.violate(`I3: ${text(after, 'id')} became ${to} on a decision that is ${decision?.quality ?? 'not there'}`);
}
