import { send } from '../world/client.ts';
import { outcomeOf, race } from './race.ts';
import { oneBlock } from './work.ts';

/** The same request with the same key three times at once. */
export const sameKey = race({
  name: 'same key',
  agent: oneBlock,
  prepare: async (stage) => stage.untilReview(await stage.startWork()),
  contend(stage, review) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'the-same' };
    const request = {
      method: 'POST',
      path: `${review.C}/approve`,
      person: 'reviewer',
      headers,
      body: JSON.stringify({ digest: review.digest }),
    };
    return [request, request, request].map((one) => send(stage.world, one));
  },
  judge: (answers) =>
    new Set(answers.map(({ status, text }) => `${status} ${text}`)).size === 1 && answers[0]?.status === 200
      ? undefined
      : answers.map(outcomeOf).join(' · '),
});
