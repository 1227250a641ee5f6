import { CountersignError } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import {
  admissionKey,
  type Member,
  memberKey,
  membershipKey,
  Policy,
  type Principal,
  policyKey,
  rowOf,
  timestamp,
  type Workspace,
  workspaceKey,
} from '../identity/index.ts';
import type { Write } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import { kindOfStranger } from './describe-me.ts';
import type { Ports } from './ports.ts';

export interface CreateWorkspaceCommand {
  readonly principal: Principal;
  readonly name: string;
  readonly remember: Remember<Workspace>;
}

/** A workspace with its default policy; who creates it becomes its owner. @throws CountersignError `forbidden` for whoever is no person: an owner decides, and agents never do (G6). */
export async function createWorkspace(ports: Ports, command: CreateWorkspaceCommand): Promise<Workspace> {
  const { principal } = command;
  if ((await kindOfStranger(ports.table, principal)) !== 'person') {
    throw new CountersignError('forbidden', 'A workspace is owned by a person; a program can be made a member of one.');
  }
  const createdAt = timestamp(ports.clock.now());
  const workspace: Workspace = {
    id: ports.ids.next('wsp'),
    name: command.name,
    createdAt,
    createdBy: principal.principalId,
  };
  await ports.table.commit([...newWorkspace(ports, workspace, principal), ...(await command.remember(workspace))]);
  return workspace;
}

function newWorkspace(ports: Ports, workspace: Workspace, principal: Principal): readonly Write[] {
  const { id: workspaceId, createdAt } = workspace;
  const owner: Member = {
    workspaceId,
    principalId: principal.principalId,
    kind: 'person',
    role: 'owner',
    displayName: principal.displayName,
    ...(principal.email === undefined ? {} : { email: principal.email }),
    createdAt,
    updatedAt: createdAt,
  };
  const membership = { workspaceId, workspaceName: workspace.name, role: owner.role, kind: owner.kind };
  return [
    {
      kind: 'put',
      table: 'work',
      row: rowOf(workspaceKey(workspaceId), { ...workspace, owners: 1 }),
      conditions: [{ is: 'absent', name: 'the workspace is new' }],
    },
    { kind: 'put', table: 'work', row: rowOf(policyKey(workspaceId), { version: 1, policy: Policy.parse({}) }) },
    { kind: 'put', table: 'work', row: rowOf(admissionKey(workspaceId), { running: 0 }) },
    { kind: 'put', table: 'work', row: rowOf(memberKey(workspaceId, owner.principalId), { ...owner, version: 1 }) },
    { kind: 'put', table: 'work', row: rowOf(membershipKey(owner.principalId, workspaceId), membership) },
    tell(ports, {
      type: 'workspace.created',
      workspaceId,
      actor: owner.principalId,
      summary: `${owner.displayName} created the workspace ${workspace.name}.`,
    }),
  ];
}
