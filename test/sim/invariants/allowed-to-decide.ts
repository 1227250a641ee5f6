import type { Json, Row } from '../../../lib/platform/index.ts';
import type { World } from '../world/world.ts';
import { changesOf, type Invariant, list, object, text } from './invariant.ts';

const decidingRoles: readonly Json[] = ['owner', 'admin', 'reviewer'];
const risks = ['low', 'medium', 'high', 'critical'];

/** I4: whoever decided was allowed to at that moment, under the policy of that moment; nobody decides on their own work. */
export const allowedToDecide: Invariant = {
  ids: ['I4'],
  onCommit(commit, world) {
    for (const { after } of changesOf(commit, 'audit', 'review')) {
      const decision = object(after?.decision);
      if (decision.kind !== 'review' || after === undefined) continue;
      for (const principal of list(decision.voters)) judge(world, after, String(principal));
      judgeNumber(world, after);
    }
    for (const { after } of changesOf(commit, 'work', 'vote#')) if (after !== undefined) judgeVote(world, after);
  },
};

const checkpointOf = (world: World, review: Row): Row | undefined => {
  const { sessionId, checkpointId } = object(review.decision);
  const pk = `W#${text(review, 'workspaceId')}#ses#${sessionId}`;
  return world.mirror.get('work', { pk, sk: `chk#${checkpointId}` });
};
const policyOf = (world: World, workspaceId: string) =>
  object(world.mirror.get('work', { pk: `W#${workspaceId}`, sk: 'policy' })?.policy);

function refusal(world: World, checkpoint: Row | undefined, principal: string): string | undefined {
  const workspaceId = text(checkpoint, 'workspaceId');
  const policy = policyOf(world, workspaceId);
  const member = world.mirror.get('work', { pk: `W#${workspaceId}`, sk: `member#${principal}` });
  if (member === undefined) return 'is no member';
  if (member.kind !== 'person') return 'is no person';
  const type = text(checkpoint, 'checkpointType');
  const roles = list(object(policy.checkpointRoles)[type] ?? [...decidingRoles]);
  if (!roles.includes(member.role ?? null) || !decidingRoles.includes(member.role ?? null)) return `is ${member.role}`;
  if (policy.selfApproval !== 'allowed' && principal === text(checkpoint, 'initiatedBy')) return 'started the work';
  return undefined;
}

function judge(world: World, review: Row, principal: string): void {
  const reason = refusal(world, checkpointOf(world, review), principal);
  if (reason !== undefined) world.violate(`I4: ${principal}, who ${reason}, decided ${text(review, 'reviewId')}`);
}

function judgeVote(world: World, vote: Row): void {
  const checkpoint = world.mirror.get('work', { pk: vote.pk, sk: `chk#${text(vote, 'checkpointId')}` });
  const reason = refusal(world, checkpoint, text(vote, 'principalId'));
  if (reason !== undefined) world.violate(`I4: ${text(vote, 'principalId')}, who ${reason}, voted`);
}

/** As many people as the quorum wants, and nobody by a link that the policy finds too weak for the risk. */
function judgeNumber(world: World, review: Row): void {
  const checkpoint = checkpointOf(world, review);
  const { quality, voters, via, assurance } = object(review.decision);
  const quorum = Number(object(checkpoint?.policy).quorum ?? 1);
  if (quality === 'approved' && new Set(list(voters)).size < quorum)
    world.violate(`I4: ${list(voters).length} of ${quorum} approved`);
  const { linkMaxRisk } = policyOf(world, text(review, 'workspaceId'));
  const allowed = typeof linkMaxRisk === 'string' ? linkMaxRisk : 'medium';
  if (
    via === 'link' &&
    assurance !== 'signed_in' &&
    risks.indexOf(text(checkpoint, 'riskLevel')) > risks.indexOf(allowed)
  )
    world.violate('I4: a link alone decided above the risk that the policy allows it');
}
