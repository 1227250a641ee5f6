import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

const plan = { checkpointType: 'plan_approval', reason: 'May I?', content: 'Read, then write one block.' };

/** The plan first, then the work. */
export const twoGates: Scenario = {
  name: 'two gates',
  agent: ({ turn }) =>
    turn === 0 ? [{ name: 'request_checkpoint', input: plan }] : [proposeBlock('Time to pay'), finish],
  async play(stage) {
    const first = await stage.untilReview(await stage.startWork({ approvalStrategy: 'checkpoint_required' }));
    await stage.ask('reviewer', 'POST', `${first.C}/approve`, { digest: first.digest, feedback: 'Go on.' });
    const second = await stage.untilReview(first.sessionId, first.checkpointId);
    await stage.ask('reviewer', 'POST', `${second.C}/approve`, { digest: second.digest });
    await stage.untilStatus(first.sessionId, 'approved');
  },
};
