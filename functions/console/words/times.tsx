import { timestamp } from '../../../lib/identity/index.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** “3 hours ago”, “in 2 days”, “just now”: how far `at` is from `now` (ISO text and epoch milliseconds). */
export function relativeTime(at: string, now: number): string {
  const distance = Date.parse(at) - now;
  const size = Math.abs(distance);
  for (const [unit, ms] of units) {
    // A day and a half is better said in hours, an hour and a half in minutes.
    if (size < ms * (unit === 'minute' ? 1 : 1.5)) continue;
    const count = Math.round(size / ms);
    const said = `${count} ${unit}${count === 1 ? '' : 's'}`;
    return distance < 0 ? `${said} ago` : `in ${said}`;
  }
  return distance < 0 ? 'just now' : 'in a moment';
}

/** “20 Nov 2026, 14:05 UTC”. */
export const exactTime = (at: string): string => `${formatter.format(new Date(at))} UTC`;
const formatter = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** A time relative to now, with the exact one on hover and for programs. */
export const Time = ({ at, now }: { readonly at: string; readonly now: number }) => (
  <time datetime={at} title={exactTime(at)}>
    {relativeTime(at, now)}
  </time>
);

/** A due time: relative, exact beside it, and marked when it is near or over. */
export function Due({ at, now }: { readonly at: string | null | undefined; readonly now: number }) {
  if (at === null || at === undefined) return <span>No deadline</span>;
  const isOver = at <= timestamp(now);
  const isNear = Date.parse(at) - now < soonMs;
  return (
    <span class={isNear ? 'due due-near' : 'due'}>
      {isOver ? 'Was due ' : 'Due '}
      <Time at={at} now={now} />
    </span>
  );
}
/** A due time this close is marked. */
const soonMs = 4 * 3_600_000;
