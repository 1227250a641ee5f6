/** Percentiles of measured times, and lines that put a figure beside its target. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export function summary(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

/** Of the straight line that lies closest to the points (least squares). */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [meanOf(points.map(([x]) => x)), meanOf(points.map(([, y]) => y))];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** `lower` = the target is an upper bound. */
export function report(name: string, value: number, unit: string, target: number | undefined, lower = true): void {
  const verdict =
    target === undefined
      ? ''
      : `   target ${lower ? '≤' : '≥'} ${number(target)} ${unit}   ${(lower ? value <= target : value >= target) ? 'met' : 'not met'}`;
  console.log(`${name.padEnd(44)} ${number(value).padStart(9)} ${unit}${verdict}`);
}
