import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Two people must approve: the first vote changes nothing but the count. */
export const quorum: Scenario = {
  name: 'quorum',
  policy: { quorum: 2 },
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    await stage.ask('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    await stage.ask('reviewer2', 'POST', `${review.C}/approve`, { digest: review.digest });
    await stage.untilStatus(review.sessionId, 'approved');
  },
};
