import { outcomeOf, race } from './race.ts';
import { approveAs, sameBlock, statusOf } from './work.ts';

/** A person takes the block back while an update of it is approved. */
export const editWhileApproved = race({
  name: 'edit while approved',
  agent: sameBlock,
  async prepare(stage) {
    const review = await stage.untilReview(await stage.startWork());
    const address = `${stage.place.P}/work-sessions/${review.sessionId}/artifacts/${review.artifactIds[0]}`;
    const { targetBlockId } = await stage.ask('reviewer', 'GET', address);
    return { ...review, block: `${stage.place.P}/blocks/${targetBlockId}` };
  },
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('reviewer2', 'POST', `${review.block}/retract`, { reason: 'It was wrong.' }),
  ],
  judge([approved, edited], stage, review) {
    if (approved === undefined || edited === undefined) return 'somebody was not answered';
    const status = statusOf(stage, review);
    const both = approved.status === 200 && edited.status === 200 && status === 'approved';
    const editFirst = edited.status === 200 && approved.body.code === 'block_conflict' && status === 'open';
    const editLost = approved.status === 200 && edited.status === 409 && status === 'approved';
    return both || editFirst || editLost ? undefined : `${[approved, edited].map(outcomeOf).join(' · ')}, ${status}`;
  },
});
