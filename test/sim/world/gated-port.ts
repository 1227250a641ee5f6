import type { Write } from '../../../lib/platform/index.ts';
import { invocationIfAny } from './invocation.ts';
import type { PortCall } from './port-call.ts';

/** Lets a call in when it is its turn, and does to it what the fault plan says. */
export type Enter = <T>(call: PortCall, perform: () => Promise<T>) => Promise<T>;

type Gate = <T>(call: Omit<PortCall, 'port' | 'process'>, perform: () => Promise<T>) => Promise<T>;
type Method = (...given: readonly unknown[]) => Promise<unknown>;

/** The port, with each of these methods waiting at the gate first. */
export function gatedPort<P extends object>(target: P, methods: readonly (keyof P & string)[], gate: Gate): P {
  const gated: Record<string, Method> = {};
  for (const method of methods) {
    // Which arguments a method takes is the target's business; they are handed through as they came.
    const perform = (target[method] as Method).bind(target);
    gated[method] = (...given) =>
      gate({ method, invocation: invocationIfAny(), writes: writesOf(method, given) }, () => perform(...given));
  }
  return new Proxy(target, {
    get: (of, name) => {
      if (typeof name === 'string' && name in gated) return gated[name];
      const member: unknown = Reflect.get(of, name, of);
      return typeof member === 'function' ? member.bind(of) : member;
    },
  });
}

const writesOf = (method: string, given: readonly unknown[]): readonly Write[] =>
  method === 'commit' && Array.isArray(given[0]) ? given[0] : [];
