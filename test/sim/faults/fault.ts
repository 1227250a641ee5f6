import type { PortCall } from '../world/port-call.ts';
import type { Fate } from '../world/world.ts';

/** One way in which a call at a port can go wrong. */
export interface Fault {
  readonly name: string;
  /** Whether this can happen to that call at all. */
  appliesTo(call: PortCall): boolean;
  readonly fate: Fate;
}

/** The network's own trouble: no error of the product's vocabulary. */
export function brokenConnection(message: string): Error {
  return Object.assign(new Error(message), { name: 'NetworkError' });
}

/** The port of the model says what went wrong instead of throwing. */
export const failAs = (call: PortCall, error: Error): Promise<unknown> =>
  call.port === 'model' ? Promise.resolve({ outcome: 'unavailable', detail: error.message }) : Promise.reject(error);

/** The host's own store is in its process: it answers at once, or the process ends. */
export const isRemote = (call: PortCall): boolean => call.port !== 'host store';
