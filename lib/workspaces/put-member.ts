import { notFound } from '../errors.ts';
import {
  type Actor,
  findWorkspace,
  type Member,
  memberKey,
  membershipKey,
  type PutMember,
  rowOf,
  type StoredMember,
  timestamp,
} from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { changeMember, unchangedSince } from './change-member.ts';
import { countOwners, requireMayChange } from './owners.ts';
import type { Ports } from './ports.ts';

export interface PutMemberCommand {
  readonly actor: Actor;
  readonly principalId: string;
  readonly change: PutMember;
  /** Called with the member as it stands before anything is changed; throws to refuse (If-Match). */
  readonly accept?: (before: Member | undefined) => void;
}

/**
 * Adds a member or changes one; what the change leaves out stays as it is.
 * @throws CountersignError `forbidden` when an owner is made or changed by someone else than an owner, `state_conflict` for the last owner.
 */
export async function putMember(ports: Ports, command: PutMemberCommand): Promise<Member> {
  const { actor, principalId, change } = command;
  const workspace = await findWorkspace(ports.table, actor.workspaceId);
  if (workspace === undefined) throw notFound();
  return changeMember(ports.table, command, async (stored) => {
    const before = stored && withoutVersion(stored);
    command.accept?.(before);
    requireMayChange(actor, before, change.role);
    const result = changed({ workspaceId: workspace.id, principalId }, before, change, timestamp(ports.clock.now()));
    const writes: Write[] = [
      {
        kind: 'put',
        table: 'work',
        row: rowOf(memberKey(workspace.id, principalId), { ...result, version: (stored?.version ?? 0) + 1 }),
        conditions: [unchangedSince(stored)],
      },
      {
        kind: 'put',
        table: 'work',
        row: rowOf(membershipKey(principalId, workspace.id), {
          workspaceId: workspace.id,
          workspaceName: workspace.name,
          role: result.role,
          kind: result.kind,
        }),
      },
      ...countOwners(workspace.id, before, result),
      tell(ports, {
        type: 'member.changed',
        workspaceId: workspace.id,
        actor: actor.principalId,
        summary: `${actor.displayName} made ${result.displayName} ${result.role}.`,
        data: { principalId, role: result.role, kind: result.kind },
      }),
    ];
    return { writes, result };
  });
}

function changed(
  ids: Pick<Member, 'workspaceId' | 'principalId'>,
  before: Member | undefined,
  change: PutMember,
  now: string,
): Member {
  const email = change.email ?? before?.email;
  return {
    ...ids,
    kind: change.kind ?? before?.kind ?? 'person',
    role: change.role,
    displayName: change.displayName ?? before?.displayName ?? ids.principalId.slice(0, 200),
    ...(email === undefined ? {} : { email }),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}

const withoutVersion = ({ version: _, ...member }: StoredMember): Member => member;
