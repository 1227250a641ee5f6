import { runDue } from '../../lib/timers/index.ts';
import { scheduleFunction } from '../middleware/schedule.ts';
import { platform } from '../runtime.ts';

/** Each minute on AWS; on the embedded host whenever something is due. */
export const handler = scheduleFunction(async () => {
  await runDue(platform());
});
