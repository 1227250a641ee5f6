import { type DueKind, firstDueAt } from '../due/index.ts';
import type { Log } from '../platform/index.ts';

/** Sweeps come once a minute; what is later than two of them did not get done when it was taken up. */
const lateAfterSeconds = 120;

export interface Overdue {
  readonly dueKind: DueKind;
  readonly byDueSk: string;
}

/**
 * One line for each kind of thing that is late: how long the oldest has been due, and how many there are. Alarms go by it.
 * Sessions that wait for a place are not late: how long that takes is the workspace's own limit.
 */
export function tellWhatIsLate(log: Log, rows: readonly Overdue[], nowMs: number): void {
  const lateBy = rows
    .filter(({ dueKind }) => dueKind !== 'queue')
    .map((row) => ({ kind: row.dueKind, seconds: Math.round((nowMs - Date.parse(firstDueAt(row))) / 1000) }))
    .filter(({ seconds }) => seconds > lateAfterSeconds);
  for (const [kind, late] of Map.groupBy(lateBy, (row) => row.kind))
    log.error('due.late', { kind, lateSeconds: Math.max(...late.map(({ seconds }) => seconds)), rows: late.length });
}
