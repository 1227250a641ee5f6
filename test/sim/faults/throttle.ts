import { CountersignError } from '../../../lib/errors.ts';
import { type Fault, failAs, isRemote } from './fault.ts';

/** The other side has too much to do, in the words of the ports' contract. */
export const throttle: Fault = {
  name: 'throttle',
  appliesTo: isRemote,
  fate: ({ call }) => failAs(call, new CountersignError('unavailable', 'Throttled.', { retryAfterSeconds: 1 })),
};
