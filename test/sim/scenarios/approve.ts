import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** The main job at its shortest: work, one approval, applied. */
export const approve: Scenario = {
  name: 'approve',
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), proposeBlock('Who pays')] : [finish]),
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    await stage.ask('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    await stage.untilStatus(review.sessionId, 'approved');
  },
};
