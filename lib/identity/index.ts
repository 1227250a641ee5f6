export type { Operation } from './operations.ts';
export { isAllowed, operations } from './operations.ts';
export { CheckpointType, highestRisk, isAtMost, Policy, RiskLevel, rolesThatDecide } from './policy.ts';
export type { Actor, Principal } from './schema.ts';
export {
  CreateWorkspace,
  idOf,
  MailAddress,
  Me,
  Member,
  PrincipalId,
  PrincipalKind,
  PutMember,
  Role,
  roles,
  Share,
  Timestamp,
  timestamp,
  Workspace,
  WorkspaceId,
} from './schema.ts';
export type { ListOptions, Membership, StoredMember, StoredWorkspace, VersionedPolicy } from './store.ts';
export {
  actorIsStillMember,
  actorOf,
  admissionKey,
  findMember,
  findWorkspace,
  listMembers,
  listMemberships,
  memberIsStill,
  memberKey,
  membershipKey,
  policyIsStill,
  policyIsUnchanged,
  policyKey,
  readPolicy,
  rememberedRequests,
  rowOf,
  workspaceKey,
} from './store.ts';
