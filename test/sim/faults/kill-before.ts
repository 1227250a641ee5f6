import { isRead } from '../world/port-call.ts';
import type { Fault } from './fault.ts';

const never = new Promise<never>(() => {});

/**
 * The process ends before anything was done. Not at reads: what is stored then is what the last write has left, and a process that ends
 * after that write leaves the same.
 */
export const killBefore: Fault = {
  name: 'kill before',
  appliesTo: (call) => !isRead(call),
  fate({ world, letOthersGo }) {
    world.kill();
    letOthersGo();
    return never;
  },
};
