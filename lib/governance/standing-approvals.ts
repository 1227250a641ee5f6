import { mayDecide, readVotes, type Vote } from '../checkpoints/index.ts';
import { findMember, memberKey, type StoredMember } from '../identity/index.ts';
import type { Table, Write } from '../platform/index.ts';
import type { Situation } from './decide.ts';

/** An approval that counts, and the member as it stood when it was counted. */
export interface StandingApproval {
  readonly vote: Vote;
  readonly member: StoredMember;
}

export const voterHasMoved = 'who voted before is still the member who was counted';

/**
 * The approvals of this digest that count now: whoever has left, or may no longer decide under the policy of now, has no part in the
 * quorum, whatever was allowed when the vote was given (I4).
 */
export async function standingApprovals(
  table: Table,
  { checkpoint, policy }: Pick<Situation, 'checkpoint' | 'policy'>,
): Promise<readonly StandingApproval[]> {
  const votes = await readVotes(table, checkpoint.workspaceId, checkpoint.sessionId, checkpoint.id);
  const approvals = votes.filter((vote) => vote.digest === checkpoint.digest && vote.quality === 'approved');
  const members = await Promise.all(
    approvals.map((vote) => findMember(table, checkpoint.workspaceId, vote.principalId)),
  );
  return approvals.flatMap((vote, index) => {
    const member = members[index];
    return member && mayDecide(checkpoint, policy.policy, member) ? [{ vote, member }] : [];
  });
}

/** Fails the decision when a voter's membership changes between the count and the commit. */
export const votersAreStill = (approvals: readonly StandingApproval[]): readonly Write[] =>
  approvals.map(({ member }) => ({
    kind: 'check',
    table: 'work',
    key: memberKey(member.workspaceId, member.principalId),
    conditions: [
      { is: 'equal', attribute: 'role', value: member.role, name: voterHasMoved },
      { is: 'equal', attribute: 'kind', value: member.kind, name: voterHasMoved },
    ],
  }));
