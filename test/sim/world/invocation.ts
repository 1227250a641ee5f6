/** One piece of work that a host was given: a request, a task, a message, a look at what is due. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SimulatedProcess } from './process.ts';

export interface Invocation {
  readonly name: string;
  readonly process: SimulatedProcess;
  /** Delivers the same once more, as at-least-once delivery may; undefined for what is never delivered. */
  readonly again: (() => Promise<unknown>) | undefined;
}

const running = new AsyncLocalStorage<Invocation | undefined>();

/** Runs `work` as an invocation of its own, whatever it was begun by. */
export const invoke = <T>(invocation: Invocation | undefined, work: () => Promise<T>): Promise<T> =>
  running.run(invocation, work);

export const invocationIfAny = (): Invocation | undefined => running.getStore();

/** @throws Error where no invocation runs */
export function currentInvocation(): Invocation {
  const invocation = running.getStore();
  if (invocation === undefined) throw new Error('the product asked for its platform outside of an invocation');
  return invocation;
}
