import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** One slot for two: the second waits visibly until the first has handed over to a person. */
export const inLine: Scenario = {
  name: 'in line',
  policy: { concurrency: 1 },
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const sessions = await Promise.all([stage.startWork(), stage.startWork()]);
    const [first, second] = await Promise.all(sessions.map((id) => stage.untilReview(id)));
    if (first === undefined || second === undefined) throw new Error('two sessions were started');
    await stage.ask('reviewer', 'POST', `${first.C}/approve`, { digest: first.digest });
    await stage.ask('reviewer', 'POST', `${second.C}/reject`, { digest: second.digest, reason: 'Said before.' });
    await stage.untilStatus(second.sessionId, 'rejected');
  },
};
