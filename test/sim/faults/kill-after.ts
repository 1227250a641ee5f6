import { isRead } from '../world/port-call.ts';
import type { Fault } from './fault.ts';

const never = new Promise<never>(() => {});

/** The process ends when it was done, before anybody knows. */
export const killAfter: Fault = {
  name: 'kill after',
  appliesTo: (call) => !isRead(call),
  async fate({ world, perform, letOthersGo }) {
    await perform();
    world.kill();
    letOthersGo();
    return never;
  },
};
