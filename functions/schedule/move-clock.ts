import { runDue } from '../../lib/timers/index.ts';
import { moveClockFunction } from '../middleware/move-clock.ts';
import { platform } from '../runtime.ts';

/** `POST /test/clock` on AWS, deployed on test stages only. */
export const handler = moveClockFunction(async () => {
  await runDue(platform());
});
