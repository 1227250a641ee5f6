/** The clock port, as each part of a run is given it. */
import type { Clock } from '../../../lib/platform/index.ts';
import type { Owner, VirtualClock } from './virtual-clock.ts';

/** A clock whose sleeps end with their owner: what a killed process waited for never comes. */
export const clockOf = (virtual: VirtualClock, owner: () => Owner): Clock => ({
  now: () => virtual.now(),
  sleep: (ms) =>
    new Promise((fire) => {
      virtual.set({ at: virtual.now() + Math.max(0, ms), owner: owner(), fire, nap: false, since: 0 });
    }),
});

/** For one loop that looks for work: it naps until something has happened since it last began to look. */
export function loopClockOf(virtual: VirtualClock, owner: () => Owner): Clock {
  let since = virtual.happened;
  return {
    now: () => virtual.now(),
    sleep: (ms) =>
      new Promise((resolve) => {
        const fire = (): void => {
          since = virtual.happened;
          resolve();
        };
        virtual.set({ at: virtual.now() + ms, owner: owner(), fire, nap: true, since });
      }),
  };
}
