import type { Fault } from './fault.ts';
import { isRemote } from './fault.ts';

/** Longer than any lease: the queue's visibility, a task's time, the claim of a large review. */
const delayMs = 130_000;

/** It was done, and the answer comes when somebody else may have taken over. */
export const lateReply: Fault = {
  name: 'reply after the lease',
  appliesTo: isRemote,
  async fate({ call, perform, letOthersGo }) {
    const answer = await perform();
    letOthersGo();
    await call.process.platform.clock.sleep(delayMs);
    return answer;
  },
};
