import { outcomeOf, race } from './race.ts';
import { approveAs, oneBlock, statusOf } from './work.ts';

/** The time is up at the moment when somebody approves. */
export const decideAndExpire = race({
  name: 'decide and expire',
  policy: { slaLadder: [{ afterSeconds: 60, do: 'expire' }] },
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend(stage, review) {
    stage.world.pass(61_000);
    return [approveAs(stage, 'reviewer', review)];
  },
  judge([answer], stage, review) {
    if (answer === undefined) return 'nobody answered';
    const status = statusOf(stage, review);
    const fits =
      (answer.status === 200 && status === 'approved') ||
      (answer.body.code === 'state_conflict' && answer.body.currentStatus === 'expired' && status === 'expired');
    return fits ? undefined : `${outcomeOf(answer)}, and it is ${status}`;
  },
});
