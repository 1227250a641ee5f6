import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

const maxTurns = 2;

/** The agent would go on for ever: at its limit a person is asked, and the go-ahead grants as much again. */
export const budget: Scenario = {
  name: 'budget',
  agent: ({ turn }) => (turn < 3 ? [proposeBlock(`Finding ${turn}`)] : [finish]),
  async play(stage) {
    const first = await stage.untilReview(await stage.startWork({ limits: { maxTurns } }));
    await stage.ask('reviewer', 'POST', `${first.C}/approve`, { digest: first.digest });
    const second = await stage.untilReview(first.sessionId, first.checkpointId);
    await stage.ask('reviewer', 'POST', `${second.C}/approve`, { digest: second.digest });
    await stage.untilStatus(first.sessionId, 'approved');
  },
};
