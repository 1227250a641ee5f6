import { CountersignError } from '../errors.ts';
import type { Actor, Member, Policy } from '../identity/index.ts';
import { isAllowed, isAtMost, rolesThatDecide } from '../identity/index.ts';
import type { OpenCheckpoint } from './schema.ts';

type Decider = Pick<Actor, 'principalId' | 'role' | 'kind'>;
type Decided = Pick<OpenCheckpoint, 'checkpointType' | 'initiatedBy'>;

/** Whether there can be a checkpoint at all that this member decides. */
export const isDecider = ({ role, kind }: Pick<Decider, 'role' | 'kind'>): boolean =>
  kind === 'person' && isAllowed('checkpoint.decide', role, kind);

/** Whether this member's vote would count on the checkpoint under the policy of now: role, kind, and not one's own work (G6, I4). */
export const mayDecide = (checkpoint: Decided, policy: Policy, member: Decider): boolean =>
  refusal(checkpoint, policy, member) === undefined;

/** @throws CountersignError `forbidden` with the reason. */
export function assertMayDecide(checkpoint: Decided, policy: Policy, actor: Decider): void {
  const reason = refusal(checkpoint, policy, actor);
  if (reason) throw new CountersignError('forbidden', reason);
}

/** Whether work of this risk may be decided by who holds a mailed link, without signing in. */
export const isLinkEnough = (
  { riskLevel }: Pick<OpenCheckpoint, 'riskLevel'>,
  { linkMaxRisk }: Pick<Policy, 'linkMaxRisk'>,
): boolean => isAtMost(riskLevel, linkMaxRisk);

/**
 * The same where the decision is made: its page has asked before, under the policy of that moment (I4).
 * @throws CountersignError `forbidden`
 */
export function assertLinkIsEnough(
  checkpoint: Pick<OpenCheckpoint, 'riskLevel'>,
  policy: Policy,
  { assurance }: Pick<Actor, 'assurance'>,
): void {
  if (assurance === 'link_holder' && !isLinkEnough(checkpoint, policy))
    throw new CountersignError('forbidden', 'The link alone is not enough for this risk. Sign in to decide.');
}

function refusal(checkpoint: Decided, policy: Policy, { principalId, role, kind }: Decider): string | undefined {
  if (kind !== 'person') return 'Only people decide.';
  if (!isAllowed('checkpoint.decide', role, kind)) return 'Your role may not decide.';
  if (!rolesThatDecide(policy, checkpoint.checkpointType).includes(role))
    return 'The policy gives this kind of checkpoint to other roles.';
  if (policy.selfApproval === 'forbidden' && principalId === checkpoint.initiatedBy)
    return 'Who started the work can not decide on it.';
  return undefined;
}

/** Members whose vote would count, e.g. to tell them. */
export const eligibleMembers = (checkpoint: Decided, policy: Policy, members: readonly Member[]): readonly Member[] =>
  members.filter((member) => mayDecide(checkpoint, policy, member));
