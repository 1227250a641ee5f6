import type { PrincipalKind, Role } from './schema.ts';

/** Role × operation, whole, in one table (G17). `agents` = may an agent's or service's principal with that role do it? */
const everyone: readonly Role[] = ['owner', 'admin', 'reviewer', 'contributor', 'viewer'];
const makers: readonly Role[] = ['owner', 'admin', 'reviewer', 'contributor'];
const deciders: readonly Role[] = ['owner', 'admin', 'reviewer'];
const admins: readonly Role[] = ['owner', 'admin'];

export const operations = {
  'workspace.read': { roles: everyone, agents: true },
  'member.read': { roles: everyone, agents: false },
  'member.manage': { roles: admins, agents: false },
  'policy.read': { roles: everyone, agents: false },
  'policy.manage': { roles: admins, agents: false },
  'project.read': { roles: everyone, agents: true },
  'project.create': { roles: makers, agents: false },
  'project.edit': { roles: makers, agents: false },
  'knowledge.read': { roles: everyone, agents: false },
  'knowledge.import': { roles: makers, agents: false },
  'knowledge.edit': { roles: makers, agents: false },
  'asset.read': { roles: everyone, agents: false },
  'asset.create': { roles: makers, agents: false },
  'audit.read': { roles: everyone, agents: false },
  'agent.read': { roles: everyone, agents: true },
  'agent.manage': { roles: admins, agents: false },
  'session.read': { roles: everyone, agents: true },
  'session.start': { roles: makers, agents: false },
  'session.cancel': { roles: makers, agents: false },
  'session.comment': { roles: makers, agents: false },
  'checkpoint.decide': { roles: deciders, agents: false },
  'inbox.read': { roles: everyone, agents: false },
  'timeline.read': { roles: everyone, agents: false },
  'outbox.read': { roles: admins, agents: false },
} as const satisfies Record<string, { readonly roles: readonly Role[]; readonly agents: boolean }>;
export type Operation = keyof typeof operations;

/** Whether a member of this role and kind may do it. An agent never decides, whatever its role (S7, G6). */
export function isAllowed(operation: Operation, role: Role, kind: PrincipalKind): boolean {
  const rule = operations[operation];
  return rule.roles.includes(role) && (kind === 'person' || rule.agents);
}
