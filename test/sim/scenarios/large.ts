import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** With two rows for each, more than one commit holds. */
const artifacts = 51;
const perTurn = 17;

/** A review so large that it is staged, made visible by one write, and folded in. */
export const large: Scenario = {
  name: 'large',
  agent: ({ turn }) =>
    turn * perTurn < artifacts
      ? Array.from({ length: perTurn }, (_, place) => proposeBlock(`Finding ${turn}.${place}`))
      : [finish],
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    await stage.ask('reviewer', 'POST', `${review.C}/approve`, { digest: review.digest });
    await stage.untilStatus(review.sessionId, 'approved');
  },
};
