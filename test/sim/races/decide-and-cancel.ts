import { oneWinner, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** The work is called off at the moment when somebody approves it. */
export const decideAndCancel = race({
  name: 'decide and cancel',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('contributor', 'POST', `${stage.place.P}/work-sessions/${review.sessionId}/cancel`, {}),
  ],
  judge(answers, stage, review) {
    const status = statusOf(stage, review);
    const expected = answers[0]?.status === 200 ? 'approved' : 'withdrawn';
    return oneWinner(answers, 'state_conflict') ?? (status === expected ? undefined : `it is ${status}`);
  },
});
