import { applyAndApply } from './apply-and-apply.ts';
import { decideAndCancel } from './decide-and-cancel.ts';
import { decideAndExpire } from './decide-and-expire.ts';
import { decideAndRevise } from './decide-and-revise.ts';
import { editWhileApproved } from './edit-while-approved.ts';
import { lastVotes } from './last-votes.ts';
import { linkAndApi } from './link-and-api.ts';
import { memberRemoved } from './member-removed.ts';
import { policyChanged } from './policy-changed.ts';
import type { Race } from './race.ts';
import { roleRevoked } from './role-revoked.ts';
import { sameDecision } from './same-decision.ts';
import { sameKey } from './same-key.ts';
import { twoDeciders } from './two-deciders.ts';
import { voterLeaves } from './voter-leaves.ts';

export type { Race } from './race.ts';

export const races: readonly Race[] = [
  twoDeciders,
  decideAndExpire,
  decideAndCancel,
  decideAndRevise,
  applyAndApply,
  roleRevoked,
  policyChanged,
  memberRemoved,
  linkAndApi,
  sameKey,
  sameDecision,
  editWhileApproved,
  lastVotes,
  voterLeaves,
];
