/** What callers hand to a workflow engine, checked by Step Functions' rules on both hosts: what one refuses the other does too. */
import { CountersignError } from '../errors.ts';
import type { Json } from './table.ts';

/** For an input, output, argument or variable, in bytes of UTF-8 JSON. */
export const maxWorkflowPayloadBytes = 262_144;
const namePattern = /^[A-Za-z0-9_-]{1,80}$/;

/** @throws CountersignError `invalid_request` for what cannot name an execution. */
export function acceptExecutionName(name: string): string {
  if (!namePattern.test(name)) throw new CountersignError('invalid_request', 'Not a name for an execution.');
  return name;
}

/** The payload as JSON text. @throws CountersignError `too_large` beyond 256 KiB. */
export function encodeWorkflowPayload(payload: Json): string {
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > maxWorkflowPayloadBytes) {
    throw new CountersignError('too_large', `The payload is larger than ${maxWorkflowPayloadBytes} bytes.`);
  }
  return text;
}
