import type { Write } from '../../../lib/platform/index.ts';
import type { Invocation } from './invocation.ts';
import type { SimulatedProcess } from './process.ts';

export type PortName = 'table' | 'blobs' | 'queue' | 'mailer' | 'engine' | 'secrets' | 'model' | 'host store';

/** A call of the product at one of its ports, or of the embedded host at its own store (`host store`: engine and queue). */
export interface PortCall {
  readonly port: PortName;
  readonly method: string;
  readonly process: SimulatedProcess;
  readonly invocation: Invocation | undefined;
  /** Of a commit. */
  readonly writes: readonly Write[];
}

/** Calls that change nothing: what they lose can be asked again. */
const reads: ReadonlySet<string> = new Set([
  'get',
  'getMany',
  'query',
  'changes',
  'has',
  'describe',
  'sent',
  'signedUrl',
]);
export const isRead = ({ method }: Pick<PortCall, 'method'>): boolean => reads.has(method);

export const nameOf = ({ port, method, invocation }: PortCall): string =>
  `${port}.${method} in ${invocation?.name ?? 'a loop of the host'}`;
