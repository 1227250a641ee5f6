/** A project in memory with its owner, over the embedded host's own table and blobs. */

import { rememberNothing } from '../../lib/idempotency/index.ts';
import { type Actor, actorOf, type Principal } from '../../lib/identity/index.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { Blobs, Ids, Table } from '../../lib/platform/index.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../lib/platform/local/folder-blobs.ts';
import { createSqliteTable } from '../../lib/platform/local/sqlite-table.ts';
import { createProject, type Project } from '../../lib/substrate/index.ts';
import { createWorkspace } from '../../lib/workspaces/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface KnowledgeBase {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: ManualClock;
  readonly ids: Ids;
  readonly actor: Actor;
  readonly project: Project;
}

const owner: Principal = { principalId: 'olivia', displayName: 'Olivia', clientCredentials: false };

/** @param folder for blobs @param wrap puts something between the use cases and the table */
export async function openKnowledgeBase(folder: string, wrap = (table: Table): Table => table): Promise<KnowledgeBase> {
  const clock = createManualClock();
  const ids = createIds(clock);
  const table = wrap(createSqliteTable(openDatabase(':memory:'), clock));
  const signer = {
    sign: async () => 'http://localhost/files/signed',
    verify: async () => ({ outcome: 'invalid' }) as const,
  };
  const blobs = await openFolderBlobs({ folder, ids, signer });
  const ports = { table, blobs, clock, ids };
  const workspace = await createWorkspace(ports, { principal: owner, name: 'Acme', remember: rememberNothing });
  const member = {
    workspaceId: workspace.id,
    principalId: owner.principalId,
    kind: 'person',
    role: 'owner',
    displayName: 'Olivia',
    createdAt: workspace.createdAt,
    updatedAt: workspace.createdAt,
  } as const;
  const actor = actorOf(member, owner);
  const project = await createProject(ports, { actor, request: { name: 'Handbook' }, remember: rememberNothing });
  return { ...ports, actor, project };
}
