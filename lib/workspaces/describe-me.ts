import {
  findWorkspace,
  listMemberships,
  type Me,
  type Membership,
  type Principal,
  type PrincipalKind,
  Workspace,
  workspaceKey,
} from '../identity/index.ts';
import type { Table } from '../platform/index.ts';

/** Memberships that `/v1/me` shows and that tell a kind; whoever has more pages through `/v1/workspaces`. */
const maxMemberships = 1000;

/** Who speaks and where. */
export async function describeMe(table: Table, principal: Principal): Promise<Me> {
  const { items } = await listMemberships(table, principal.principalId, { limit: maxMemberships });
  return {
    principalId: principal.principalId,
    kind: kindOf(principal, items),
    displayName: principal.displayName,
    memberships: items.map(({ workspaceId, workspaceName, role }) => ({ workspaceId, workspaceName, role })),
  };
}

/** What a principal is wherever it has no membership yet. */
export async function kindOfStranger(table: Table, principal: Principal): Promise<PrincipalKind> {
  const { items } = await listMemberships(table, principal.principalId, { limit: maxMemberships });
  return kindOf(principal, items);
}

/** The kind comes from the memberships: an agent anywhere is shown as one (G6). */
function kindOf(principal: Principal, memberships: readonly Membership[]): PrincipalKind {
  const kinds = new Set(memberships.map(({ kind }) => kind));
  if (kinds.has('agent')) return 'agent';
  return kinds.has('service') || principal.clientCredentials ? 'service' : 'person';
}

/** @returns undefined when there is no such workspace. */
export async function readWorkspace(table: Table, workspaceId: string): Promise<Workspace | undefined> {
  const stored = await findWorkspace(table, workspaceId);
  return stored && Workspace.parse(stored);
}

/** The workspaces of a principal, newest first; `limit` at most 100. */
export async function listWorkspaces(
  table: Table,
  principalId: string,
  options: { readonly limit: number; readonly cursor: string | undefined },
): Promise<{ readonly items: readonly Workspace[]; readonly cursor: string | undefined }> {
  const { items, cursor } = await listMemberships(table, principalId, options);
  const rows = await table.getMany(
    'work',
    items.map(({ workspaceId }) => workspaceKey(workspaceId)),
  );
  return { items: rows.filter((row) => row !== undefined).map((row) => Workspace.parse(row)), cursor };
}
