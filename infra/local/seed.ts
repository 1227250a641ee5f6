/** What the embedded host holds on its first start: people, a project filled from this repository's README, and work that waits. */
import { readFileSync } from 'node:fs';
import { importDocuments } from '../../lib/governance/index.ts';
import { rememberNothing } from '../../lib/idempotency/index.ts';
import { type Actor, actorOf, findMember, listMemberships, type Principal } from '../../lib/identity/index.ts';
import type { LocalPlatform } from '../../lib/platform/local/index.ts';
import { createSession, listSessions } from '../../lib/sessions/index.ts';
import { createProject, listProjects, type Project } from '../../lib/substrate/index.ts';
import { createWorkspace, putMember } from '../../lib/workspaces/index.ts';
import { type Person, people } from './people.ts';

const readmePath = new URL('../../README.md', import.meta.url);
const workspaceName = 'Countersign';
const projectName = 'How Countersign works';
const firstIntent = 'How is a decision kept safe, and what happens to approved work?';

/** Fills an empty data folder. Each step looks whether it is done, so that a start that was interrupted is completed by the next. */
export async function seed(platform: LocalPlatform, defaultModel: string): Promise<void> {
  const owner = await ownerOf(platform);
  for (const person of people)
    if (person.role !== undefined && person.id !== 'owner') await addPerson(platform, owner, person);
  const project = await projectOf(platform, owner);
  if (project.headRevision === 0) {
    const documents = [{ path: 'README.md', content: readFileSync(readmePath, 'utf8') }];
    await importDocuments(platform, { actor: owner, project, request: { documents }, remember: rememberNothing });
  }
  await startFirstSession(platform, project, defaultModel);
}

const principalOf = ({ id, name, email }: Person): Principal => ({
  principalId: id,
  displayName: name,
  email,
  clientCredentials: false,
});
const personOf = (id: string): Person => {
  const person = people.find((one) => one.id === id);
  if (person === undefined) throw new Error(`${id} is not one of the ready-made people`);
  return person;
};

async function actorFor(platform: LocalPlatform, workspaceId: string, personId: string): Promise<Actor> {
  const member = await findMember(platform.table, workspaceId, personId);
  if (member === undefined) throw new Error(`${personId} is not a member of the example workspace`);
  return actorOf(member, principalOf(personOf(personId)));
}

async function ownerOf(platform: LocalPlatform): Promise<Actor> {
  const [first] = (await listMemberships(platform.table, 'owner')).items;
  if (first !== undefined) return actorFor(platform, first.workspaceId, 'owner');
  const owner = personOf('owner');
  const workspace = await createWorkspace(platform, {
    principal: principalOf(owner),
    name: workspaceName,
    remember: rememberNothing,
  });
  const actor = await actorFor(platform, workspace.id, 'owner');
  await putMember(platform, {
    actor,
    principalId: owner.id,
    change: { role: 'owner', displayName: owner.name, email: owner.email },
  });
  return actorFor(platform, workspace.id, 'owner');
}

async function addPerson(
  platform: LocalPlatform,
  owner: Actor,
  { id, name, email, role, kind }: Person,
): Promise<void> {
  if (role === undefined || (await findMember(platform.table, owner.workspaceId, id)) !== undefined) return;
  await putMember(platform, { actor: owner, principalId: id, change: { role, kind, displayName: name, email } });
}

async function projectOf(platform: LocalPlatform, owner: Actor): Promise<Project> {
  const [first] = (await listProjects(platform.table, owner.workspaceId, { limit: 1 })).items;
  if (first !== undefined) return first;
  const request = { name: projectName, description: 'An example, filled from this product’s own README.' };
  return createProject(platform, { actor: owner, request, remember: rememberNothing });
}

/** Started by the contributor, so that owner, admin and reviewers may all decide it. */
async function startFirstSession(platform: LocalPlatform, project: Project, defaultModel: string): Promise<void> {
  const started = await listSessions(platform.table, project, { limit: 1, cursor: undefined, status: undefined });
  if (started.items.length > 0) return;
  const actor = await actorFor(platform, project.workspaceId, 'contributor');
  const request = {
    taskIntent: firstIntent,
    taskType: 'research',
    agentType: 'research',
    approvalStrategy: 'final_only',
    autoExecute: true,
  } as const;
  await createSession({ ...platform, defaultModel }, actor, project, request, rememberNothing);
}
