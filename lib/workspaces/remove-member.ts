import { notFound } from '../errors.ts';
import { type Actor, memberKey, membershipKey } from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { changeMember, unchangedSince } from './change-member.ts';
import { countOwners, requireMayChange } from './owners.ts';
import type { Ports } from './ports.ts';

/** @throws CountersignError `not_found`, `forbidden` when an owner is removed by someone else than an owner, `state_conflict` for the last owner. */
export async function removeMember(
  ports: Ports,
  command: { readonly actor: Actor; readonly principalId: string },
): Promise<void> {
  const { actor, principalId } = command;
  const { workspaceId } = actor;
  await changeMember(ports.table, command, async (before) => {
    if (before === undefined) throw notFound();
    requireMayChange(actor, before, undefined);
    const writes: Write[] = [
      {
        kind: 'delete',
        table: 'work',
        key: memberKey(workspaceId, principalId),
        conditions: [unchangedSince(before)],
      },
      { kind: 'delete', table: 'work', key: membershipKey(principalId, workspaceId) },
      ...countOwners(workspaceId, before, undefined),
      tell(ports, {
        type: 'member.removed',
        workspaceId,
        actor: actor.principalId,
        summary: `${actor.displayName} removed ${before.displayName}.`,
        data: { principalId },
      }),
    ];
    return { writes, result: undefined };
  });
}
