import { CountersignError } from '../errors.ts';
import { type Actor, findMember, memberIsStill, type StoredMember } from '../identity/index.ts';
import { ConditionFailed, type NamedCondition, type Table, type Write } from '../platform/index.ts';
import { anOwnerRemains, lastOwnerCannotGo } from './owners.ts';

/** Two changes of one member at once are rare; more than so many in a row mean that something is wrong. */
const maxAttempts = 5;
const memberIsUnchanged = 'the member is still as it was read';

/**
 * Reads a member, lets `decide` say what to write, and commits unless somebody else changed the member meanwhile (then again).
 * @throws CountersignError `state_conflict` when the last owner would go, `unavailable` after five lost races.
 */
export async function changeMember<T>(
  table: Table,
  target: { readonly actor: Actor; readonly principalId: string },
  decide: (before: StoredMember | undefined) => Promise<{ readonly writes: readonly Write[]; readonly result: T }>,
): Promise<T> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await findMember(table, target.actor.workspaceId, target.principalId);
    const { writes, result } = await decide(before);
    try {
      await table.commit([...writes, ...actorCheck(target)]);
      return result;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (error.condition === anOwnerRemains) throw lastOwnerCannotGo();
      if (error.condition !== memberIsUnchanged) throw error;
    }
  }
  throw new CountersignError('unavailable', 'This member is being changed by others. Try again.', {
    retryAfterSeconds: 1,
  });
}

/** A commit may name a row once: who changes itself is checked by the condition on its own row. */
const actorCheck = ({ actor, principalId }: { actor: Actor; principalId: string }): readonly Write[] =>
  actor.principalId === principalId ? [] : [memberIsStill(actor)];

/** For the member's row in `decide`'s writes. */
export const unchangedSince = (before: StoredMember | undefined): NamedCondition =>
  before === undefined
    ? { is: 'absent', name: memberIsUnchanged }
    : { is: 'equal', attribute: 'version', value: before.version, name: memberIsUnchanged };
