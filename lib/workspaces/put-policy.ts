import { CountersignError } from '../errors.ts';
import {
  type Actor,
  memberIsStill,
  type Policy,
  policyIsStill,
  policyIsUnchanged,
  policyKey,
  readPolicy,
  rowOf,
} from '../identity/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import type { Ports } from './ports.ts';

/** Replacements at the same moment; one more lost race than this is answered `unavailable`. */
const maxAttempts = 5;

export interface PutPolicyCommand {
  readonly actor: Actor;
  readonly policy: Policy;
  /** Called with the policy as it stands; throws to refuse (If-Match). */
  readonly accept?: (before: Policy) => void;
}

/** Replaces the workspace's approval policy. */
export async function putPolicy(ports: Ports, { actor, policy, accept }: PutPolicyCommand): Promise<Policy> {
  const { workspaceId } = actor;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await readPolicy(ports.table, workspaceId);
    accept?.(before.policy);
    const { conditions } = policyIsStill(workspaceId, before.version);
    try {
      await ports.table.commit([
        {
          kind: 'put',
          table: 'work',
          row: rowOf(policyKey(workspaceId), { version: before.version + 1, policy }),
          ...(conditions === undefined ? {} : { conditions }),
        },
        memberIsStill(actor),
        tell(ports, {
          type: 'policy.changed',
          workspaceId,
          actor: actor.principalId,
          summary: `${actor.displayName} changed the approval policy.`,
          data: { version: before.version + 1 },
        }),
      ]);
      return policy;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.condition !== policyIsUnchanged) throw error;
    }
  }
  throw new CountersignError('unavailable', 'The policy is being changed by others. Try again.', {
    retryAfterSeconds: 1,
  });
}
