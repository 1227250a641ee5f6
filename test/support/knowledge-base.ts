/** A project in memory with its owner, over the embedded host's own table and blobs. */
import { importDocuments } from '../../lib/governance/index.ts';
import { rememberNothing } from '../../lib/idempotency/index.ts';
import { type Actor, actorOf, type Principal } from '../../lib/identity/index.ts';
import { createIds } from '../../lib/platform/ids.ts';
import type { Blobs, Ids, Table } from '../../lib/platform/index.ts';
import { openDatabase } from '../../lib/platform/local/database.ts';
import { openFolderBlobs } from '../../lib/platform/local/folder-blobs.ts';
import { createSqliteTable } from '../../lib/platform/local/sqlite-table.ts';
import { createProject, type ImportAnswer, type ImportDocuments, type Project } from '../../lib/substrate/index.ts';
import { createWorkspace } from '../../lib/workspaces/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface KnowledgePorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: ManualClock;
  readonly ids: Ids;
}
export interface KnowledgeBase extends KnowledgePorts {
  readonly actor: Actor;
  readonly project: Project;
  /** Imports as the owner; `over` puts something between the use case and the table. */
  import(documents: ImportDocuments['documents'], over?: Partial<KnowledgePorts>): Promise<ImportAnswer>;
}

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

const owner: Principal = { principalId: 'olivia', displayName: 'Olivia', clientCredentials: false };

/** @param folder for blobs */
export async function openKnowledgeBase(folder: string): Promise<KnowledgeBase> {
  const clock = createManualClock();
  const ids = createIds(clock);
  const database = openDatabase(':memory:');
  opened.push(database);
  const table = createSqliteTable(database, clock);
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
  return {
    ...ports,
    actor,
    project,
    import: (documents, over = {}) =>
      importDocuments({ ...ports, ...over }, { actor, project, request: { documents }, remember: rememberNothing }),
  };
}
