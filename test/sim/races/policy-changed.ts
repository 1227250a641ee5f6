import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

const ownersOnly = { checkpointRoles: { final_approval: ['owner'] } };

/** The policy takes the decision away from reviewers while one of them approves. */
export const policyChanged = race({
  name: 'policy changed',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('owner', 'PUT', `${stage.place.W}/policy`, ownersOnly),
  ],
  judge([decided, changed], stage, review) {
    if (decided === undefined || changed?.status !== 200) return `the policy: ${changed && outcomeOf(changed)}`;
    const fits = decided.status === 200 ? 'approved' : decided.body.code === 'forbidden' ? 'open' : 'neither';
    return statusOf(stage, review) === fits ? undefined : `${outcomeOf(decided)}, and it is ${statusOf(stage, review)}`;
  },
});
