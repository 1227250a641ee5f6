import { dueShards, earliestDue } from '../../lib/due/index.ts';
import { timestamp } from '../../lib/identity/index.ts';
import type { Clock, Log, Table } from '../../lib/platform/index.ts';

/** How late something due is noticed at most. */
const lookIntervalMs = 100;
/** After a failure, so that what can't be done is not tried in a frenzy. */
const retryIntervalMs = 1_000;

/** Runs `runDue` as soon as something is due: what the schedule of one minute is on AWS. */
export function keepRunningDue(
  ports: { readonly table: Table; readonly clock: Clock; readonly log: Log },
  runDue: () => Promise<void>,
): { readonly stop: () => Promise<void> } {
  let stopped = false;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const pause = await look().catch((error: unknown) => {
        ports.log.error('schedule.failed', { error: String(error) });
        return retryIntervalMs;
      });
      await ports.clock.sleep(pause);
    }
  };
  const look = async (): Promise<number> => {
    if (!(await isAnythingDue(ports.table, timestamp(ports.clock.now())))) return lookIntervalMs;
    await runDue();
    return lookIntervalMs;
  };
  const ended = loop();
  return {
    async stop() {
      stopped = true;
      await ended;
    },
  };
}

async function isAnythingDue(table: Table, now: string): Promise<boolean> {
  for (let shard = 0; shard < dueShards; shard += 1) {
    const earliest = await earliestDue(table, shard);
    if (earliest !== undefined && earliest <= now) return true;
  }
  return false;
}
