/** Where a scenario plays: a workspace with its people and a project, and beside it a rival whose every word is recognizable (I9). */
import { people } from '../../../infra/local/people.ts';
import { send } from '../world/client.ts';
import type { World } from '../world/world.ts';

export interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
  /** Addresses of the workspace and the project. */
  readonly W: string;
  readonly P: string;
}

/** Stands in everything that belongs to the rival, and must be in nothing that anybody else gets to see. */
export const canary = 'Canaria-7f3a';
const rivalOwner = 'outsider';

const handbook = [
  {
    path: 'handbook/refunds.md',
    content: '# Refunds\n\nThirty days.\n\n## Time to pay\n\nA refund is paid within five working days.',
  },
];

export async function preparePlace(world: World, policy: Readonly<Record<string, unknown>> = {}): Promise<Place> {
  const place = await openWorkspace(world, 'owner', 'Scenario');
  for (const person of people)
    if (person.role !== undefined && person.id !== 'owner')
      await succeed(world, 'owner', 'PUT', `${place.W}/members/${person.id}`, {
        role: person.role,
        kind: person.kind,
        displayName: person.name,
        email: person.email,
      });
  if (Object.keys(policy).length > 0) await succeed(world, 'owner', 'PUT', `${place.W}/policy`, policy);
  await succeed(world, 'contributor', 'POST', `${place.P}/imports`, { documents: handbook });
  const rival = await openWorkspace(world, rivalOwner, canary);
  const secret = [{ path: 'secret.md', content: `# ${canary}\n\nRefunds at ${canary} take five working days.` }];
  await succeed(world, rivalOwner, 'POST', `${rival.P}/imports`, { documents: secret });
  return place;
}

async function openWorkspace(world: World, owner: string, name: string): Promise<Place> {
  const workspace = await succeed(world, owner, 'POST', '/v1/workspaces', { name });
  const W = `/v1/workspaces/${workspace.id}`;
  const project = await succeed(world, owner, 'POST', `${W}/projects`, { name });
  return { workspaceId: String(workspace.id), projectId: String(project.id), W, P: `${W}/projects/${project.id}` };
}

async function succeed(world: World, person: string, method: string, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const answer = await send(world, { method, path, person, headers, body: JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${person}: ${method} ${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}
