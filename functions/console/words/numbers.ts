/** “1 block”, “3 blocks”. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : plural}`;

/** 1234567 → “1,234,567”. */
export const grouped = (count: number): string => count.toLocaleString('en-GB');

const kilobyte = 1024;
export const sizeOf = (bytes: number): string =>
  bytes < kilobyte
    ? `${bytes} bytes`
    : bytes < kilobyte * kilobyte
      ? `${Math.round(bytes / kilobyte)} KB`
      : `${(bytes / kilobyte / kilobyte).toFixed(1)} MB`;

const smallestShown = 0.0001;
/** A decimal amount of dollars, to four places where it is small. */
export function moneyOf(usd: string): string {
  const amount = Number(usd);
  if (amount === 0) return '$0';
  if (amount < smallestShown) return 'under $0.0001';
  return amount < 1 ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
}

/** 0.4166 → “42 %”. */
export const percentOf = (share: number): string => `${Math.round(share * 100)} %`;

/** “1, 2 and 3”. */
export const listed = (items: readonly string[], word = 'and'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
