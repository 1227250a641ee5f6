import { finish, proposeBlock } from '../world/agent.ts';
import type { Scenario } from './scenario.ts';

/** Called off while a person has the word. */
export const cancel: Scenario = {
  name: 'cancel',
  agent: ({ turn }) => (turn === 0 ? [proposeBlock('Time to pay'), finish] : [finish]),
  async play(stage) {
    const { sessionId } = await stage.untilReview(await stage.startWork());
    const address = `${stage.place.P}/work-sessions/${sessionId}/cancel`;
    await stage.ask('contributor', 'POST', address, { reason: 'Not needed.' });
    await stage.untilStatus(sessionId, 'cancelled');
  },
};
