import type { PrincipalKind, Role } from '../../lib/identity/index.ts';

/** Someone ready-made to try the product as. */
export interface Person {
  /** The `sub` of their tokens, and what `npm run token -- <id>` takes. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Their role in the first workspace; undefined = not a member. */
  readonly role: Role | undefined;
  readonly kind: PrincipalKind;
  /** What they may do, in words. */
  readonly duty: string;
}

/** The people of the embedded host: one for each role, an agent, and someone who must see nothing. */
export const people: readonly Person[] = [
  {
    id: 'owner',
    name: 'Olivia Hartmann',
    email: 'olivia@countersign.example',
    role: 'owner',
    kind: 'person',
    duty: 'Owner: may do everything',
  },
  {
    id: 'admin',
    name: 'Amir Haddad',
    email: 'amir@countersign.example',
    role: 'admin',
    kind: 'person',
    duty: 'Admin: also manages members, policy and agents',
  },
  {
    id: 'reviewer',
    name: 'Rosa Lindqvist',
    email: 'rosa@countersign.example',
    role: 'reviewer',
    kind: 'person',
    duty: 'Reviewer: decides what agents propose',
  },
  {
    id: 'reviewer2',
    name: 'Ravi Menon',
    email: 'ravi@countersign.example',
    role: 'reviewer',
    kind: 'person',
    duty: 'Second reviewer: for decisions that need two',
  },
  {
    id: 'contributor',
    name: 'Clara Nowak',
    email: 'clara@countersign.example',
    role: 'contributor',
    kind: 'person',
    duty: 'Contributor: imports knowledge and starts work',
  },
  {
    id: 'viewer',
    name: 'Victor Osei',
    email: 'victor@countersign.example',
    role: 'viewer',
    kind: 'person',
    duty: 'Viewer: reads',
  },
  {
    id: 'agent',
    name: 'Atlas',
    email: 'atlas@countersign.example',
    role: 'contributor',
    kind: 'agent',
    duty: 'Agent: proposes and asks, never decides',
  },
  {
    id: 'outsider',
    name: 'Otto Brandt',
    email: 'otto@elsewhere.example',
    role: undefined,
    kind: 'person',
    duty: 'Outsider: is in no workspace, so sees nothing',
  },
];
