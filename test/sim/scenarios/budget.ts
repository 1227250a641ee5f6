import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

const maxTurns = 2;
/** Without anybody's go-ahead the agent would work for so many turns. */
const eagerness = 5;

/** The agent would go on: at its limit a person is asked, and each go-ahead grants as much again. */
export const budget: Scenario = {
  name: 'budget',
  agent: ({ turn }) => (turn < eagerness ? [proposeBlock(`Finding ${turn}`)] : [finish]),
  async play(stage) {
    const sessionId = await stage.startWork({ limits: { maxTurns } });
    let before: string | undefined;
    for (let stop = 1; stop <= eagerness / maxTurns + 1; stop += 1) {
      const review = await stage.untilReview(sessionId, before);
      before = review.checkpointId;
      await stage.ask('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    }
    await stage.untilStatus(sessionId, 'approved');
  },
};
