import { type Actor, isAllowed, type Operation } from '../../lib/identity/index.ts';

/** Whether this member may do it: what they may not do is not offered. */
export const authorizes = (operation: Operation, { role, kind }: Pick<Actor, 'role' | 'kind'>): boolean =>
  isAllowed(operation, role, kind);
