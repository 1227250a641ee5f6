/** Where workspaces, members and policies are kept: keys, rows, and conditions for other commits. */
import * as z from 'zod';
import {
  type Json,
  type Key,
  type NamedCondition,
  type Row,
  rowReader,
  type Table,
  type Write,
} from '../platform/index.ts';
import { Policy } from './policy.ts';
import { type Actor, Member, type Principal, PrincipalKind, Role, Workspace, WorkspaceId } from './schema.ts';

/** Ids of principals come from other systems: encoded, none can reach into another partition. */
const inKey = (principalId: string): string => encodeURIComponent(principalId);
export const workspaceKey = (workspaceId: string): Key => ({ pk: `W#${workspaceId}`, sk: 'workspace' });
export const policyKey = (workspaceId: string): Key => ({ pk: `W#${workspaceId}`, sk: 'policy' });
export const admissionKey = (workspaceId: string): Key => ({ pk: `W#${workspaceId}`, sk: 'admission' });
export const memberKey = (workspaceId: string, principalId: string): Key => ({
  pk: `W#${workspaceId}`,
  sk: `member#${inKey(principalId)}`,
});
/** A principal's own list, the one partition that is not by workspace: for the workspaces function and sign-in only. */
export const membershipKey = (principalId: string, workspaceId: string): Key => ({
  pk: `P#${inKey(principalId)}`,
  sk: `member#${workspaceId}`,
});
/** Where a principal's remembered requests are kept, within a workspace or, without one, by itself. */
export const rememberedRequests = (principalId: string, workspaceId: string | undefined): string =>
  workspaceId === undefined ? `P#${inKey(principalId)}#idem` : `W#${workspaceId}#idem#${inKey(principalId)}`;

/** `owners` is what keeps two last owners from leaving at once. */
const WorkspaceRow = Workspace.extend({ owners: z.int().min(1) });
const MemberRow = Member.extend({ version: z.int().min(1) });
const PolicyRow = z.object({ version: z.int().min(1), policy: Policy });
const readWorkspace = rowReader(WorkspaceRow);
const readMember = rowReader(MemberRow);
const readPolicyRow = rowReader(PolicyRow);
const Membership = z.object({
  workspaceId: WorkspaceId,
  workspaceName: z.string(),
  role: Role,
  kind: PrincipalKind,
});
export type Membership = z.infer<typeof Membership>;
export type StoredMember = z.infer<typeof MemberRow>;
export type StoredWorkspace = z.infer<typeof WorkspaceRow>;

/** A policy and the version that `policyIsStill` compares; 0 when none was ever written. */
export interface VersionedPolicy {
  readonly policy: Policy;
  readonly version: number;
}

export async function findWorkspace(table: Table, workspaceId: string): Promise<StoredWorkspace | undefined> {
  const row = await table.get('work', workspaceKey(workspaceId));
  return row && readWorkspace(row);
}

export async function findMember(
  table: Table,
  workspaceId: string,
  principalId: string,
): Promise<StoredMember | undefined> {
  const row = await table.get('work', memberKey(workspaceId, principalId));
  return row && readMember(row);
}

/** Defaults when the workspace never wrote one. */
export async function readPolicy(table: Table, workspaceId: string): Promise<VersionedPolicy> {
  const row = await table.get('work', policyKey(workspaceId));
  return row === undefined ? { policy: Policy.parse({}), version: 0 } : readPolicyRow(row);
}

export interface ListOptions {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Members by principal id; at most 1000 a page. */
export async function listMembers(
  table: Table,
  workspaceId: string,
  options: ListOptions = {},
): Promise<{ readonly items: readonly Member[]; readonly cursor: string | undefined }> {
  const page = await table.query({
    table: 'work',
    pk: `W#${workspaceId}`,
    sk: { prefix: 'member#' },
    ...given(options),
  });
  return { items: page.rows.map((row) => Member.parse(row)), cursor: page.cursor };
}

/** The workspaces that a principal is a member of, newest first. */
export async function listMemberships(
  table: Table,
  principalId: string,
  options: ListOptions = {},
): Promise<{ readonly items: readonly Membership[]; readonly cursor: string | undefined }> {
  const { pk } = membershipKey(principalId, '');
  const page = await table.query({ table: 'work', pk, sk: { prefix: 'member#' }, reverse: true, ...given(options) });
  return { items: page.rows.map((row) => Membership.parse(row)), cursor: page.cursor };
}

const given = ({ limit, cursor }: ListOptions): { limit?: number; cursor?: string } => ({
  ...(limit === undefined ? {} : { limit }),
  ...(cursor === undefined ? {} : { cursor }),
});

/** What a member is to every use case. A token of a program that acts as a person is never a person (G6). */
export const actorOf = (member: Member, principal: Principal): Actor => ({
  workspaceId: member.workspaceId,
  principalId: member.principalId,
  kind: member.kind === 'person' && principal.clientCredentials ? 'service' : member.kind,
  role: member.role,
  displayName: member.displayName,
  assurance: 'signed_in',
  via: 'api',
});

/** The name of `memberIsStill`'s condition; the edge answers `forbidden` when it fails. */
export const actorIsStillMember = 'the actor is still a member with this role';
/** The name of `policyIsStill`'s condition. */
export const policyIsUnchanged = 'the policy is still the one that was read';

/** For any commit that an actor may make by its role: fails when the membership has changed since it was read (I4). */
export function memberIsStill(actor: Pick<Actor, 'workspaceId' | 'principalId' | 'role' | 'kind'>): Write {
  const conditions: NamedCondition[] = [
    { is: 'equal', attribute: 'role', value: actor.role, name: actorIsStillMember },
    // A program's token can act as a member that is a person; it is the weaker of the two, so that side needs no check.
    ...(actor.kind === 'person'
      ? [{ is: 'equal', attribute: 'kind', value: 'person', name: actorIsStillMember } as const]
      : []),
  ];
  return { kind: 'check', table: 'work', key: memberKey(actor.workspaceId, actor.principalId), conditions };
}

/** For any commit that a policy allows: fails when the policy was replaced since it was read (I4). */
export function policyIsStill(workspaceId: string, version: number): Write {
  const condition: NamedCondition =
    version === 0
      ? { is: 'absent', name: policyIsUnchanged }
      : { is: 'equal', attribute: 'version', value: version, name: policyIsUnchanged };
  return { kind: 'check', table: 'work', key: policyKey(workspaceId), conditions: [condition] };
}

/** Rows hold no undefined members. */
export const rowOf = (key: Key, attributes: Readonly<Record<string, Json | undefined>>): Row => ({
  ...Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, Json] => entry[1] !== undefined)),
  ...key,
});
