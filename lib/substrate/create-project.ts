import { newAgentWrite, readyMadeAgents } from '../agents/index.ts';
import { genesis } from '../audit/index.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Clock, Ids, Table, Write } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { projectOf } from './find.ts';
import { type CreateProject, type Project, ProjectId } from './schema.ts';
import { type Head, headRow, projectListKey } from './store.ts';

export interface ProjectPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A project with an empty knowledge base, an audit chain without entries, and an agent of each type ready to work. */
export async function createProject(
  ports: ProjectPorts,
  command: { readonly actor: Actor; readonly request: CreateProject; readonly remember: Remember<Project> },
): Promise<Project> {
  const { actor, request, remember } = command;
  const head = newHead(ports, actor, request);
  const project = projectOf(head);
  const agents = readyMadeAgents(ports, { projectId: project.id, createdBy: actor.principalId });
  await ports.table.commit([
    ...headWrites(head),
    ...agents.map((agent) => newAgentWrite(project.workspaceId, agent)),
    memberIsStill(actor),
    tell(ports, {
      type: 'project.created',
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor: actor.principalId,
      summary: `${actor.displayName} created the project ${project.name}.`,
    }),
    ...(await remember(project)),
  ]);
  return project;
}

function newHead(ports: ProjectPorts, actor: Actor, { name, description = '' }: CreateProject): Head {
  const id = ProjectId.parse(ports.ids.next('prj'));
  const at = timestamp(ports.clock.now());
  return {
    id,
    workspaceId: actor.workspaceId,
    name,
    description,
    headRevision: 0,
    blockCounts: { proposed: 0, accepted: 0, locked: 0, superseded: 0, retracted: 0 },
    documentCount: 0,
    createdBy: actor.principalId,
    createdAt: at,
    updatedAt: at,
    chain: genesis(id),
    version: 1,
  };
}

function headWrites(head: Head): readonly Write[] {
  const conditions = [{ is: 'absent', name: 'the project is new' }] as const;
  return [
    { kind: 'put', table: 'substrate', row: headRow(head), conditions },
    {
      kind: 'put',
      table: 'substrate',
      row: { ...projectListKey(head.workspaceId, head.id), projectId: head.id },
      conditions,
    },
  ];
}
