/** Exact money: whole numbers of pico-dollars (10^-12 USD), so that a price of $0.01 per million tokens is no fraction. */

export type PicoUsd = bigint;

const digits = 12;
const shownDigits = 6;
const onePicoUsd = 10n ** BigInt(digits);
const decimal = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

/** @throws RangeError for anything but a plain decimal number of at most 12 places. */
export function picoUsdOf(usd: string): PicoUsd {
  const match = decimal.exec(usd);
  if (match === null) throw new RangeError(`no amount of money: ${usd}`);
  return BigInt(match[1] ?? 0) * onePicoUsd + BigInt((match[2] ?? '').padEnd(digits, '0'));
}

/** A plain decimal number with six places, or more where the amount has them: `0.000000`, `0.004200`. */
export function usdOf(amount: PicoUsd): string {
  const fraction = (amount % onePicoUsd).toString().padStart(digits, '0');
  const shown = fraction.replace(/0+$/, '').padEnd(shownDigits, '0');
  return `${amount / onePicoUsd}.${shown}`;
}
