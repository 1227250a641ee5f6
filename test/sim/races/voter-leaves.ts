import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** The first of two voters is put out of the workspace while the second one votes. */
export const voterLeaves = race({
  name: 'voter leaves',
  policy: { quorum: 2 },
  agent: oneBlock,
  async prepare(stage) {
    const review = await stage.untilReview(await stage.startWork());
    await stage.ask('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    return review;
  },
  contend: (stage, review) => [
    approveAs(stage, 'reviewer2', review),
    stage.tell('owner', 'DELETE', `${stage.place.W}/members/reviewer`),
  ],
  judge([voted, removed], stage, review) {
    if (voted?.status !== 200 || removed?.status !== 204)
      return [voted, removed].map((one) => one && outcomeOf(one)).join();
    const fits = voted.body.status === 'applied' ? 'approved' : 'open';
    return statusOf(stage, review) === fits ? undefined : `${outcomeOf(voted)}, and it is ${statusOf(stage, review)}`;
  },
});
