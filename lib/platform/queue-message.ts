import type { Json } from './table.ts';

/** The longest delay SQS takes. */
export const maxDelaySeconds = 900;
/** Messages carry ids; what is larger belongs into a blob. */
export const maxMessageBytes = 64 * 1024;

/** @throws RangeError when the message or its delay is out of bounds: a programming error, never retried. */
export function encodeMessage(
  message: Json,
  options: { readonly delaySeconds?: number } = {},
): { readonly body: string; readonly delaySeconds: number } {
  const delaySeconds = options.delaySeconds ?? 0;
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > maxDelaySeconds) {
    throw new RangeError(`a message is delayed by 0 to ${maxDelaySeconds} whole seconds, not ${delaySeconds}`);
  }
  const body = JSON.stringify(message);
  if (Buffer.byteLength(body) > maxMessageBytes) throw new RangeError(`a message has at most ${maxMessageBytes} bytes`);
  return { body, delaySeconds };
}
