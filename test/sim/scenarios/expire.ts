import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

const reminderMs = 61_000;
const expiryMs = 120_000;

/** Reminded of, then expired, which is neither yes nor no; taken up again and approved. */
export const expire: Scenario = {
  name: 'expire',
  policy: {
    slaLadder: [
      { afterSeconds: 60, do: 'remind' },
      { afterSeconds: 180, do: 'expire' },
    ],
  },
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const sessionId = await stage.startWork();
    await stage.untilReview(sessionId);
    await stage.world.idle();
    stage.world.pass(reminderMs);
    await stage.world.idle();
    stage.world.pass(expiryMs);
    await stage.untilStatus(sessionId, 'failed');
    await stage.ask('contributor', 'POST', `${stage.place.P}/work-sessions/${sessionId}/retry`, {});
    const again = await stage.untilReview(sessionId);
    const answer = await stage.tell('reviewer', 'POST', `${again.C}/approve`, { digest: again.digest });
    // Whoever is slow enough finds that time was up once more.
    await stage.untilStatus(sessionId, answer.status === 200 ? 'approved' : 'failed');
  },
};
