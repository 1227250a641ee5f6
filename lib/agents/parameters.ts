import * as z from 'zod';

/** Free parameters lie in their owner's row, beside everything else that it holds. */
const maxParameterBytes = 64 * 1024;
/** Stores keep numbers in decimal, in a smaller range than JavaScript's. */
const largestNumber = 1e120;
const smallestNumber = 1e-120;

/** An object of names and values that people choose, no larger than a row can hold. */
export const freeParameters = <T extends z.ZodType>(maxNameLength: number, value: T) =>
  z
    .record(z.string().max(maxNameLength), value)
    .refine((parameters) => Buffer.byteLength(JSON.stringify(parameters)) <= maxParameterBytes, {
      message: `is larger than ${maxParameterBytes} bytes`,
    })
    .refine(hasStorableNumbers, { message: 'holds a number that is too large or too small' });

/** The depth is that of a request's body, which is bounded. */
function hasStorableNumbers(value: unknown): boolean {
  if (typeof value === 'number') {
    const magnitude = Math.abs(value);
    return magnitude === 0 || (magnitude >= smallestNumber && magnitude <= largestNumber);
  }
  return typeof value !== 'object' || value === null || Object.values(value).every(hasStorableNumbers);
}
