import { chainEntries, Entry, genesis } from '../../../lib/audit/index.ts';
import type { Row } from '../../../lib/platform/index.ts';
import type { Commit } from '../world/mirror.ts';
import type { World } from '../world/world.ts';
import { changesOf, type Invariant, list, object, text } from './invariant.ts';

/** I8, the chain: it grows with the decision and with nothing else, by exactly what was decided, and is never broken. */
export const auditChain: Invariant = {
  ids: ['I8'],
  onCommit(commit, world) {
    const heads = changesOf(commit, 'substrate', 'head').filter(
      ({ before, after }) => JSON.stringify(before?.chain) !== JSON.stringify(after?.chain),
    );
    const reviews = changesOf(commit, 'audit', 'review');
    const segments = changesOf(commit, 'audit', 'seg#');
    const made = heads.filter(({ before }) => before !== undefined).length;
    if (made !== reviews.length || made !== segments.length)
      world.violate(
        `I8: one commit moved ${made} chains, with ${reviews.length} reviews and ${segments.length} segments`,
      );
    for (const head of heads) if (head.before !== undefined) grow(world, commit, head.before, head.after);
  },
  atRest(world) {
    for (const head of world.mirror.rows('substrate', 'W#').filter(({ sk }) => sk === 'head')) verify(world, head);
  },
};

const entriesOf = (review: Row | undefined): readonly Entry[] =>
  [object(review?.decision), ...list(review?.mutations)].map((entry) => Entry.parse(entry));
const endOf = (head: Row | undefined) => {
  const { count, headHash } = object(head?.chain);
  return { count: Number(count), headHash: String(headHash) };
};

function grow(world: World, commit: Commit, before: Row, after: Row | undefined): void {
  const [review] = changesOf(commit, 'audit', 'review');
  const last = chainEntries(endOf(before), entriesOf(review?.after)).at(-1);
  const end = endOf(after);
  if (last?.hash !== end.headHash || last.sequence !== end.count)
    world.violate('I8: the chain has grown by something else than was decided');
}

/** From its genesis, segment by segment. */
function verify(world: World, head: Row): void {
  let end = genesis(text(head, 'id'));
  for (const segment of segmentsOf(world, head.pk)) {
    const pk = `W#${text(head, 'workspaceId')}#rev#${text(segment, 'reviewId')}`;
    const review = world.mirror.get('audit', { pk, sk: 'review' });
    if (segment.from !== end.count + 1 || segment.previousHash !== end.headHash)
      world.violate(`I8: the chain of ${text(head, 'id')} is broken at ${segment.from}`);
    const last = chainEntries(end, entriesOf(review)).at(-1);
    end = last === undefined ? end : { count: last.sequence, headHash: last.hash };
  }
  if (end.headHash !== endOf(head).headHash)
    world.violate(`I8: the chain of ${text(head, 'id')} does not end where its head says`);
}

const segmentsOf = (world: World, project: string): readonly Row[] =>
  [...world.mirror.rows('audit', `${project}#chain`)].sort((a, b) => (a.sk < b.sk ? -1 : 1));
