export type { Operation } from './operations.ts';
export { isAllowed, operations } from './operations.ts';
export { CheckpointType, highestRisk, isAtMost, Policy, RiskLevel, rolesThatDecide } from './policy.ts';
export type { Actor, Principal } from './schema.ts';
export {
  CreateWorkspace,
  idOf,
  Me,
  Member,
  PrincipalId,
  PrincipalKind,
  PutMember,
  Role,
  roles,
  Timestamp,
  timestamp,
  Workspace,
  WorkspaceId,
} from './schema.ts';
