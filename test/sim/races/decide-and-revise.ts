import { finish, proposeBlock } from '../world/agent.ts';
import { losersKnow, oneWinner, race } from './race.ts';
import { approveAs } from './work.ts';

/** One approves, one sends back; the agent's new revision must not be what was approved. */
export const decideAndRevise = race({
  name: 'decide and revise',
  agent({ turn, artifacts }) {
    if (turn === 0) return [proposeBlock('Time to pay'), finish];
    return [proposeBlock('Time to pay, again', { revises: artifacts[0] ?? '' }), finish];
  },
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend: (stage, review) => [
    approveAs(stage, 'reviewer', review),
    stage.tell('reviewer2', 'POST', `${review.C}/request-changes`, { digest: review.digest, feedback: 'Again.' }),
  ],
  judge: (answers) => oneWinner(answers, 'already_decided') ?? losersKnow(answers),
});
