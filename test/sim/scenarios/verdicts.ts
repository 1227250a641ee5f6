import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Approved in part: one applied, one kept as a draft, one rejected. */
export const verdicts: Scenario = {
  name: 'verdicts',
  agent: () => [proposeBlock('One'), proposeBlock('Two'), proposeBlock('Three'), finish],
  async play(stage) {
    const review = await stage.untilReview(await stage.startWork());
    const [first = '', second = '', third = ''] = review.artifactIds;
    const named = { [first]: 'apply', [second]: 'save_as_draft', [third]: 'reject' };
    const body = { digest: review.digest, quality: 'approved', verdicts: named, feedback: 'The first one.' };
    await stage.ask('reviewer', 'POST', `${review.C}/review`, body);
    await stage.untilStatus(review.sessionId, 'approved');
  },
};
