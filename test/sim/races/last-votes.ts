import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** Two of three are enough: one vote, one decision, one who comes too late. */
export const lastVotes = race({
  name: 'last votes',
  policy: { quorum: 2 },
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => ['reviewer', 'reviewer2', 'admin'].map((person) => approveAs(stage, person, review)),
  judge(answers, stage, review) {
    const outcomes = answers.map(outcomeOf).sort().join(' · ');
    const fits = outcomes === '200 applied · 200 voted · 409 already_decided' && statusOf(stage, review) === 'approved';
    return fits ? undefined : outcomes;
  },
});
