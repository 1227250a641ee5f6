export type { CreateWorkspaceCommand } from './create-workspace.ts';
export { createWorkspace } from './create-workspace.ts';
export { describeMe, listWorkspaces, readWorkspace } from './describe-me.ts';
export type { PutMemberCommand } from './put-member.ts';
export { putMember } from './put-member.ts';
export type { PutPolicyCommand } from './put-policy.ts';
export { putPolicy } from './put-policy.ts';
export { removeMember } from './remove-member.ts';
