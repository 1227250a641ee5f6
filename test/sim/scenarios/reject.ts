import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Said no to: nothing of it is applied. */
export const reject: Scenario = {
  name: 'reject',
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    await stage.ask('reviewer', 'POST', `${review.C}/reject`, { digest: review.digest, reason: 'Known already.' });
    await stage.untilStatus(review.sessionId, 'rejected');
  },
};
