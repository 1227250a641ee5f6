/** What callers of the engine hand in, checked by Step Functions' rules so that both hosts refuse the same. */
import { CountersignError } from '../../../errors.ts';
import type { Json } from '../../table.ts';
import { StateFailed } from './failure.ts';
import { plainJson } from './template.ts';

const namePattern = /^[A-Za-z0-9_-]{1,80}$/;

/** @throws CountersignError `invalid_request` for what cannot name an execution. */
export function acceptName(name: string): string {
  if (!namePattern.test(name)) throw new CountersignError('invalid_request', 'Not a name for an execution.');
  return name;
}

/** A copy the caller can no longer change. @throws CountersignError `too_large` beyond 256 KiB. */
export function acceptPayload(payload: Json): Json {
  try {
    return plainJson(payload, 'payload');
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    throw new CountersignError('too_large', error.failure.cause, { cause: error });
  }
}
