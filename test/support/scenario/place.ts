/** A workspace of its own for each use: nobody else's sessions, limits or policy are in the way. */
import { randomUUID } from 'node:crypto';
import { type Client, clientOf, type Person, type Reachable } from './client.ts';
import type { Imported, Project } from './shapes.ts';

export interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
  /** Addresses of the workspace and the project. */
  readonly W: string;
  readonly P: string;
  as(person: Person): Client;
}

/** Nothing expires or is reminded of unless a scenario asks for it: on a shared host another one may move the time. */
const patientLadder = [{ afterSeconds: 31_536_000, do: 'remind' }];

const members = {
  admin: { role: 'admin', displayName: 'Amir Haddad', email: 'amir@countersign.example' },
  reviewer: { role: 'reviewer', displayName: 'Rosa Lindqvist', email: 'rosa@countersign.example' },
  reviewer2: { role: 'reviewer', displayName: 'Ravi Menon', email: 'ravi@countersign.example' },
  contributor: { role: 'contributor', displayName: 'Clara Nowak', email: 'clara@countersign.example' },
  viewer: { role: 'viewer', displayName: 'Victor Osei' },
  // The highest role that an agent could be given by mistake: it must not help it.
  agent: { role: 'admin', kind: 'agent', displayName: 'Atlas', email: 'atlas@countersign.example' },
} as const;

/** A workspace with its people, a project, and an active agent of each type. `policy`: keys that differ from the default. */
export async function newPlace(host: Reachable, policy: Readonly<Record<string, unknown>> = {}): Promise<Place> {
  const as = (person: Person): Client => clientOf(host, person);
  const owner = as('owner');
  const workspace = await owner.make<{ id: string }>('/v1/workspaces', { name: `Scenario ${randomUUID()}` });
  const W = `/v1/workspaces/${workspace.id}`;
  for (const [person, member] of Object.entries(members)) expectOk(await owner.put(`${W}/members/${person}`, member));
  expectOk(await owner.put(`${W}/policy`, { slaLadder: patientLadder, ...policy }));
  const project = await owner.make<Project>(`${W}/projects`, { name: 'Handbook' });
  const P = `${W}/projects/${project.id}`;
  for (const type of ['research', 'content', 'reporting'])
    await as('admin').make(`${P}/agents`, { name: `The ${type} agent`, type });
  return { workspaceId: workspace.id, projectId: project.id, W, P, as };
}

/** Another project of the same workspace, without agents. */
export async function newProject(place: Place, name: string): Promise<string> {
  const project = await place.as('owner').make<Project>(`${place.W}/projects`, { name });
  return `${place.W}/projects/${project.id}`;
}

function expectOk(answer: { readonly status: number; readonly text: string }): void {
  if (answer.status >= 300) throw new Error(`answered ${answer.status}: ${answer.text}`);
}

/** What the scenarios' agents work from unless a scenario brings its own. */
export const handbook = [
  {
    path: 'handbook/refunds.md',
    content: [
      '# Refunds',
      'Customers may ask for a refund within thirty days of the purchase.',
      '## Digital goods',
      'Refunds for digital goods are granted until the first download. In order to be paid, a refund needs the order number.',
      '## Time to pay',
      'A refund is paid within five working days to the card that was charged.',
    ].join('\n\n'),
  },
  {
    path: 'handbook/support.md',
    content: [
      '# Support',
      'Support answers on working days between nine and five.',
      '## Escalation',
      'A refund above five hundred euros is escalated to the head of support, who answers within one working day.',
    ].join('\n\n'),
  },
] as const;

/** Imports as a contributor. */
export const importDocuments = (
  place: Pick<Place, 'P' | 'as'>,
  documents: readonly { readonly path: string; readonly content: string }[] = handbook,
): Promise<Imported> => place.as('contributor').make<Imported>(`${place.P}/imports`, { documents });
