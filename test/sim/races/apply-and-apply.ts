import { oneWinner, race } from './race.ts';
import { approveAs, sameBlock } from './work.ts';

/** Two reviews that replace the same block. */
export const applyAndApply = race({
  name: 'apply and apply',
  agent: sameBlock,
  async prepare(stage) {
    const first = await stage.untilReview(await stage.startWork());
    const second = await stage.untilReview(await stage.startWork());
    return [first, second] as const;
  },
  contend: (stage, [first, second]) => [approveAs(stage, 'reviewer', first), approveAs(stage, 'reviewer2', second)],
  judge: (answers) => oneWinner(answers, 'block_conflict'),
});
