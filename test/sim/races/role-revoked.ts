import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** The reviewer becomes a viewer while approving. Whether that was in time the commit says, which the invariants judge. */
export const roleRevoked = race({
  name: 'role revoked',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('owner', 'PUT', `${stage.place.W}/members/reviewer`, { role: 'viewer', displayName: 'Rosa' }),
  ],
  judge([decided, changed], stage, review) {
    if (decided === undefined || changed?.status !== 200) return `the role: ${changed && outcomeOf(changed)}`;
    const fits = decided.status === 200 ? 'approved' : decided.body.code === 'forbidden' ? 'open' : 'neither';
    return statusOf(stage, review) === fits ? undefined : `${outcomeOf(decided)}, and it is ${statusOf(stage, review)}`;
  },
});
