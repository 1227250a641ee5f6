import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** The reviewer is put out of the workspace while approving. */
export const memberRemoved = race({
  name: 'member removed',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('owner', 'DELETE', `${stage.place.W}/members/reviewer`),
  ],
  judge([decided, removed], stage, review) {
    if (decided === undefined || removed?.status !== 204) return `the removal: ${removed && outcomeOf(removed)}`;
    const isRefused = decided.body.code === 'forbidden' || decided.body.code === 'not_found';
    const fits = decided.status === 200 ? 'approved' : isRefused ? 'open' : 'neither';
    return statusOf(stage, review) === fits ? undefined : `${outcomeOf(decided)}, and it is ${statusOf(stage, review)}`;
  },
});
