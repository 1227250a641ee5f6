import { tokensPerCall } from '../world/agent.ts';
import { type Invariant, object, text } from './invariant.ts';

/** I11: no budget is exceeded by more than one call. */
export const spend: Invariant = {
  ids: ['I11'],
  atRest(world) {
    for (const session of world.mirror.rows('work', 'W#').filter(({ sk }) => sk === 'session')) {
      const { turns, inputTokens, outputTokens } = object(session.usage);
      const { maxTurns, maxTokens } = object(session.limits);
      const grants = 1 + Number(session.limitStops ?? 0);
      if (Number(turns) > Number(maxTurns) * grants + 1)
        world.violate(`I11: ${text(session, 'id')} took ${turns} turns`);
      if (Number(inputTokens) + Number(outputTokens) > Number(maxTokens) * grants + tokensPerCall)
        world.violate(`I11: ${text(session, 'id')} used ${inputTokens} tokens`);
    }
  },
};
