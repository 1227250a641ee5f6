import { isRead } from '../world/port-call.ts';
import { brokenConnection, type Fault, failAs, isRemote } from './fault.ts';

/** It was done, and the caller hears of trouble. */
export const lostReply: Fault = {
  name: 'lost reply',
  appliesTo: (call) => isRemote(call) && !isRead(call),
  async fate({ call, perform }) {
    await perform();
    return failAs(call, brokenConnection('connection reset'));
  },
};
