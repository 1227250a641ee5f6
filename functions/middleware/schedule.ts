/** The chain of functions that run by the clock (EventBridge Scheduler). */
import middy from '@middy/core';
import { refreshClock } from './refresh-clock.ts';

export function scheduleFunction(work: () => Promise<void>) {
  return middy<unknown, void>().use(refreshClock()).handler(work);
}
