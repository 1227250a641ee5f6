import { losersKnow, oneWinner, race } from './race.ts';
import { approveAs, oneBlock } from './work.ts';

/** One says yes, one says no. */
export const twoDeciders = race({
  name: 'two deciders',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('reviewer2', 'POST', `${review.C}/reject`, { digest: review.digest, reason: 'No.' }),
  ],
  judge: (answers) => oneWinner(answers, 'already_decided') ?? losersKnow(answers),
});
