import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock } from './work.ts';

/** The same decision by the same person with a key of its own each time: one decision, one answer for ever (G5). */
export const sameDecision = race({
  name: 'same decision',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [1, 2, 3].map(() => approveAs(stage, 'reviewer', review)),
  judge: (answers) =>
    new Set(answers.map(({ body }) => body.reviewId)).size === 1 && answers.every(({ status }) => status === 200)
      ? undefined
      : answers.map(outcomeOf).join(' · '),
});
