import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Sent back with words, revised, approved. */
export const feedback: Scenario = {
  name: 'feedback',
  agent({ turn, artifacts }) {
    if (turn === 0) return [proposeBlock('Time to pay'), finish];
    return [proposeBlock('Time to pay, with its source', { revises: artifacts[0] ?? '' }), finish];
  },
  async play(stage) {
    const first = await stage.untilReview(await stage.startWork());
    const words = { digest: first.digest, feedback: 'Name the source.' };
    await stage.ask('reviewer', 'POST', `${first.C}/request-changes`, words);
    const second = await stage.untilReview(first.sessionId, first.checkpointId);
    await stage.ask('reviewer2', 'POST', `${second.C}/approve`, { digest: second.digest });
    await stage.untilStatus(first.sessionId, 'approved');
  },
};
