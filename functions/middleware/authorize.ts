import { CountersignError } from '../../lib/errors.ts';
import { type Actor, isAllowed } from '../../lib/identity/index.ts';
import type { Route } from '../api/route.ts';

/** By the role × operation table. @throws CountersignError `forbidden` */
export function authorize(operation: Route['operation'], actor: Actor | undefined): void {
  if (operation === 'public' || operation === 'principal') return;
  if (actor === undefined) throw new Error(`the operation ${operation} needs a workspace in its path`);
  if (!isAllowed(operation, actor.role, actor.kind)) {
    const who = actor.kind === 'person' ? `the role ${actor.role}` : `${actor.kind}s`;
    throw new CountersignError('forbidden', `This is not open to ${who}.`);
  }
}
