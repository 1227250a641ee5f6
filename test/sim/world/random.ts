/** Numbers from a seed (sfc32): the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number in 0..bound-1. */
  below(bound: number): number;
  bytes(count: number): Uint8Array;
}

const words = 2 ** 32;
/** The first numbers still show the seed. */
const warmUpRounds = 12;

export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, (seed / words) | 0, 0x9e3779b9 | 0, 1];
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < warmUpRounds; round += 1) word();
  return {
    next: () => word() / words,
    below: (bound) => Math.floor((word() / words) * bound),
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
  };
}
