import { platform } from '../runtime.ts';

/** On stages whose clock tests may move, takes over what another process moved. */
export const refreshClock = () => ({
  before: async (): Promise<void> => {
    const { testClock } = platform();
    if (testClock !== undefined) await platform().refreshClock();
  },
});
