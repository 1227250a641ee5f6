import { findWorkspace, listMemberships, type Me, type Principal, Workspace, workspaceKey } from '../identity/index.ts';
import type { Table } from '../platform/index.ts';

/** Memberships that `/v1/me` shows; whoever has more pages through `/v1/workspaces`. */
const maxMemberships = 1000;

/** Who speaks and where. The kind comes from the memberships: an agent anywhere is shown as one (G6). */
export async function describeMe(table: Table, principal: Principal): Promise<Me> {
  const { items } = await listMemberships(table, principal.principalId, { limit: maxMemberships });
  const kinds = new Set(items.map((membership) => membership.kind));
  const weakest = kinds.has('agent')
    ? 'agent'
    : kinds.has('service') || principal.clientCredentials
      ? 'service'
      : 'person';
  return {
    principalId: principal.principalId,
    kind: weakest,
    displayName: principal.displayName,
    memberships: items.map(({ workspaceId, workspaceName, role }) => ({ workspaceId, workspaceName, role })),
  };
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
