import { CountersignError } from '../errors.ts';
import { type Actor, type Member, type Role, workspaceKey } from '../identity/index.ts';
import type { Write } from '../platform/index.ts';

/** The name of the condition that keeps a workspace from losing its last owner. */
export const anOwnerRemains = 'the workspace keeps an owner';

/** Only owners make and unmake owners: else an admin could take the workspace over. @throws CountersignError `forbidden` */
export function requireMayChange(actor: Actor, before: Member | undefined, after: Role | undefined): void {
  if (actor.role !== 'owner' && (before?.role === 'owner' || after === 'owner')) {
    throw new CountersignError('forbidden', 'Only an owner may make, change or remove an owner.');
  }
}

/** An owner has to be able to act for the workspace, which agents and services are not. */
export const lastOwnerCannotGo = (): CountersignError =>
  new CountersignError('state_conflict', 'The last owner can not go: make another person an owner first.', {
    extensions: { currentStatus: 'last_owner' },
  });

/** How the count of owners moves with a change of one member; counted, so that two last owners can't leave at once. */
export function countOwners(workspaceId: string, before: Member | undefined, after: Member | undefined): Write[] {
  const change = owners(after) - owners(before);
  if (change === 0) return [];
  return [
    {
      kind: 'update',
      table: 'work',
      key: workspaceKey(workspaceId),
      add: { owners: change },
      conditions:
        change < 0
          ? [{ is: 'at-least', attribute: 'owners', value: 2, name: anOwnerRemains }]
          : [{ is: 'present', name: 'the workspace is there' }],
    },
  ];
}

/** Counts people only. */
const owners = (member: Member | undefined): number =>
  member !== undefined && member.role === 'owner' && member.kind === 'person' ? 1 : 0;
