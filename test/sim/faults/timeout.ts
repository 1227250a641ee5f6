import { brokenConnection, type Fault, failAs, isRemote } from './fault.ts';

const patienceMs = 20_000;

/** Nothing was done, and the caller hears of it late. */
export const timeout: Fault = {
  name: 'timeout',
  appliesTo: isRemote,
  async fate({ call, letOthersGo }) {
    letOthersGo();
    await call.process.platform.clock.sleep(patienceMs);
    return failAs(call, brokenConnection('timed out'));
  },
};
