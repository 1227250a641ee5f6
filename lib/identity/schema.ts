import * as z from 'zod';
import { isMailable } from '../platform/index.ts';

const idBody = '[0-9A-HJKMNP-TV-Z]{26}';
/** An id schema of one noun: `prefix_` + 26 time-sortable characters (Crockford base 32). */
export const idOf = <P extends string>(prefix: P) =>
  z.templateLiteral([`${prefix}_`, z.string().regex(new RegExp(`^${idBody}$`))]);

/** ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 });
export type Timestamp = z.infer<typeof Timestamp>;

/** ISO 8601 text of an instant given in epoch milliseconds. */
export const timestamp = (epochMs: number): Timestamp => new Date(epochMs).toISOString();

export const WorkspaceId = idOf('wsp');
export type WorkspaceId = z.infer<typeof WorkspaceId>;

export const roles = ['owner', 'admin', 'reviewer', 'contributor', 'viewer'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const PrincipalKind = z.enum(['person', 'agent', 'service']);
export type PrincipalKind = z.infer<typeof PrincipalKind>;

/** `sub` of the token; opaque to us. */
export const PrincipalId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21-\x7e]+$/);
/** A part of a whole, kept to four decimals: no store takes a number however small. */
export const Share = z
  .number()
  .min(0)
  .max(1)
  .overwrite((share) => Math.round(share * 10_000) / 10_000);

const DisplayName = z.string().trim().min(1).max(200);

export const Workspace = z.object({ id: WorkspaceId, name: DisplayName, createdAt: Timestamp, createdBy: PrincipalId });
export type Workspace = z.infer<typeof Workspace>;
export const CreateWorkspace = z.strictObject({ name: DisplayName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const Member = z.object({
  workspaceId: WorkspaceId,
  principalId: PrincipalId,
  kind: PrincipalKind,
  role: Role,
  displayName: DisplayName,
  email: z.email().max(320).optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Member = z.infer<typeof Member>;
/** RFC 5321 and 1035: 64 characters before the @, 63 between dots, 254 altogether; and what else the mailers ask of it. */
export const MailAddress = z
  .email()
  .max(254)
  .regex(/^[^@]{1,64}@(?:[^.]{1,63}\.)+[^.]{2,63}$/, 'is longer than an address can be')
  .refine(isMailable, 'is an address that no mail can be sent to');
export const PutMember = z.strictObject({
  role: Role,
  kind: PrincipalKind.optional(),
  displayName: DisplayName.optional(),
  email: MailAddress.optional(),
});
export type PutMember = z.infer<typeof PutMember>;

/** Who speaks, as far as the token goes. Roles come from membership records, never from claims (G6). */
export interface Principal {
  readonly principalId: string;
  readonly displayName: string;
  readonly email?: string;
  /** A client-credentials token is never a person. */
  readonly clientCredentials: boolean;
}

/** A principal inside one workspace: what every use case is given. */
export interface Actor {
  readonly workspaceId: WorkspaceId;
  readonly principalId: string;
  readonly kind: PrincipalKind;
  readonly role: Role;
  readonly displayName: string;
  /** How sure we are of who it is: `link_holder` came by a mailed link without signing in. */
  readonly assurance: 'signed_in' | 'link_holder';
  readonly via: 'api' | 'page' | 'link' | 'policy';
}

export const Me = z.object({
  principalId: PrincipalId,
  kind: PrincipalKind,
  displayName: z.string(),
  memberships: z.array(z.object({ workspaceId: WorkspaceId, workspaceName: z.string(), role: Role })),
});
export type Me = z.infer<typeof Me>;
