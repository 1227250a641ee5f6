import type { Fault } from './fault.ts';

const never = new Promise<never>(() => {});

/** The process ends before anything was done. */
export const killBefore: Fault = {
  name: 'kill before',
  appliesTo: () => true,
  fate({ world, letOthersGo }) {
    world.kill();
    letOthersGo();
    return never;
  },
};
