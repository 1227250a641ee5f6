import { contentDigestOf } from '../../../lib/artifacts/index.ts';
import { checkpointDigest } from '../../../lib/checkpoints/index.ts';
import { digestOfContent } from '../../../lib/digest/index.ts';
import type { Row } from '../../../lib/platform/index.ts';
import type { World } from '../world/world.ts';
import { changesOf, type Invariant, list, object, text } from './invariant.ts';

type Artifact = Parameters<typeof checkpointDigest>[2][number];

/** I1 and I5: what was approved is what its digest says, as it still stands, and votes on anything else do not count. */
export const bytesSeen: Invariant = {
  ids: ['I1', 'I5'],
  onCommit(commit, world) {
    for (const { after } of changesOf(commit, 'audit', 'review')) {
      const decision = object(after?.decision);
      if (decision.kind !== 'review' || decision.quality !== 'approved' || after === undefined) continue;
      const pk = `W#${text(after, 'workspaceId')}#ses#${decision.sessionId}`;
      const checkpoint = world.mirror.get('work', { pk, sk: `chk#${decision.checkpointId}` });
      if (checkpoint !== undefined) compare(world, after, checkpoint);
    }
  },
};

function compare(world: World, review: Row, checkpoint: Row): void {
  const decision = object(review.decision);
  // Rows hold what the product's schemas have let in.
  const artifacts = list(checkpoint.artifacts) as unknown as readonly Artifact[];
  const content = text(checkpoint, 'content');
  const digest = checkpointDigest(text(checkpoint, 'id'), content === '' ? undefined : content, artifacts);
  if (decision.digest !== digest)
    world.violate('I1: the decision is bound to something else than the checkpoint shows');
  for (const shown of artifacts) compareArtifact(world, checkpoint.pk, shown);
  for (const voter of list(decision.voters)) {
    if (Number(object(checkpoint.policy).quorum) === 1) continue;
    const vote = world.mirror.get('work', { pk: checkpoint.pk, sk: `vote#${text(checkpoint, 'id')}#${voter}` });
    if (text(vote, 'digest') !== digest) world.violate(`I5: the vote of ${voter} was given on something else`);
  }
}

function compareArtifact(world: World, pk: string, shown: Artifact): void {
  const current = world.mirror.get('work', { pk, sk: `art#${shown.id}` });
  if (current?.revision !== shown.revision)
    world.violate(`I5: revision ${shown.revision} was approved, and ${current?.revision} stands`);
  // The same here.
  const revision = current as unknown as Parameters<typeof contentDigestOf>[0] | undefined;
  if (revision === undefined || contentDigestOf(revision) !== shown.contentDigest)
    world.violate(`I1: ${shown.id} is not what its digest says`);
  if (current !== undefined && digestOfContent(text(current, 'content')) !== text(current, 'bodyDigest'))
    world.violate(`I1: the content of ${shown.id} is not what its digest says`);
}
