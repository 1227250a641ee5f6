/** Reference files for agents. They are no knowledge: no review changes them, and the project's revision stays where it is. */
import { invalidRequest } from '../errors.ts';
import type { Remember } from '../idempotency/index.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import type { Blobs, Clock, Ids, Key, Row, Table } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import type { ListOptions, ListPage, ProjectPlace } from './read-at-head.ts';
import { Asset, type CreateAsset } from './schema.ts';
import { knowledgePartition } from './store.ts';

/** How long an address of a file is good. */
const signedSeconds = 15 * 60;
/** Tasks are short; a temporary file that nobody fetched by then has no task any longer. */
const temporarySeconds = 30 * 86_400;
const rowsPerRead = 100;
/** One call looks at no more rows than these; its page may then be short, with a cursor to go on from. */
const maxScannedRows = 2_000;

export interface AssetPorts {
  readonly table: Table;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface AssetFilter {
  readonly agentType?: Asset['agentType'] | undefined;
  readonly permanence?: Asset['permanence'] | undefined;
  readonly taskId?: string | undefined;
}

const assetKey = (workspaceId: string, projectId: string, assetId: string): Key => ({
  pk: knowledgePartition(workspaceId, projectId, 'ast'),
  sk: assetId,
});

/** Adds a file for agents of one type. @throws CountersignError `invalid_request` for a temporary file without its task. */
export async function createAsset(
  ports: AssetPorts,
  command: {
    readonly actor: Actor;
    readonly project: ProjectPlace;
    readonly request: CreateAsset;
    readonly remember: Remember<Asset>;
  },
): Promise<Asset> {
  const { actor, project, request, remember } = command;
  const { contentBase64, taskId, ...described } = request;
  if (request.permanence === 'temporary' && taskId === undefined)
    throw invalidRequest([{ pointer: '/taskId', message: 'is needed: a temporary file belongs to a task' }]);
  const bytes = Buffer.from(contentBase64, 'base64');
  const now = ports.clock.now();
  const stored = Asset.parse({
    ...described,
    ...(taskId === undefined ? {} : { taskId }),
    id: ports.ids.next('ast'),
    projectId: project.id,
    contentDigest: await ports.blobs.put(project.workspaceId, bytes, request.contentType),
    sizeBytes: bytes.length,
    createdBy: actor.principalId,
    createdAt: timestamp(now),
  });
  const asset = await withAddress(ports, project.workspaceId, stored);
  const expiry = asset.permanence === 'temporary' ? { expiresAt: Math.ceil(now / 1000) + temporarySeconds } : {};
  await ports.table.commit([
    {
      kind: 'put',
      table: 'substrate',
      row: { ...assetKey(project.workspaceId, project.id, stored.id), ...stored, ...expiry },
      conditions: [{ is: 'absent', name: 'the asset is new' }],
    },
    memberIsStill(actor),
    tell(ports, {
      type: 'asset.created',
      workspaceId: actor.workspaceId,
      projectId: project.id,
      actor: actor.principalId,
      summary: `${actor.displayName} added the file ${asset.fileName}.`,
      data: { assetId: asset.id, agentType: asset.agentType, permanence: asset.permanence },
    }),
    ...(await remember(asset)),
  ]);
  return asset;
}

/** The file as it is shown: with an address that is good for 15 minutes. */
export async function withAddress(
  { blobs, clock }: Pick<AssetPorts, 'blobs' | 'clock'>,
  workspaceId: string,
  asset: Asset,
): Promise<Asset> {
  const { contentDigest, fileName, contentType } = asset;
  return {
    ...asset,
    signedUrl: await blobs.signedUrl(workspaceId, contentDigest, {
      fileName,
      contentType,
      expiresInSeconds: signedSeconds,
    }),
    signedUrlExpiresAt: timestamp(clock.now() + signedSeconds * 1000),
  };
}

/** Files, newest first, each with an address that is good for 15 minutes. */
export async function listAssets(
  ports: Pick<AssetPorts, 'table' | 'blobs' | 'clock'>,
  project: ProjectPlace,
  filter: AssetFilter,
  options: ListOptions,
): Promise<ListPage<Asset>> {
  const found = await assetRows(ports.table, project, filter, options);
  const items = await Promise.all(found.items.map((asset) => withAddress(ports, project.workspaceId, asset)));
  return { items, cursor: found.cursor };
}

/** Files without addresses, newest first. */
export async function assetRows(
  table: Table,
  project: ProjectPlace,
  filter: AssetFilter,
  { limit, cursor }: ListOptions,
): Promise<ListPage<Asset>> {
  const items: Asset[] = [];
  let last = cursor;
  for (let scanned = 0; scanned < maxScannedRows; ) {
    const page = await table.query({
      table: 'substrate',
      pk: knowledgePartition(project.workspaceId, project.id, 'ast'),
      ...(last === undefined ? {} : { sk: { before: last } }),
      reverse: true,
      limit: rowsPerRead,
    });
    for (const row of page.rows) {
      if (items.length === limit) return { items, cursor: last };
      const asset = Asset.parse(row);
      last = row.sk;
      scanned += 1;
      if (fits(asset, filter)) items.push(asset);
    }
    if (page.cursor === undefined) return { items, cursor: undefined };
    // A page of expired rows holds none and still has a successor.
    if (page.rows.length === 0) break;
  }
  return { items, cursor: last };
}

const fits = (asset: Asset, { agentType, permanence, taskId }: AssetFilter): boolean =>
  (agentType === undefined || asset.agentType === agentType) &&
  (permanence === undefined || asset.permanence === permanence) &&
  (taskId === undefined || asset.taskId === taskId);

/** The file of that id in that project, without an address. */
export async function findAsset(
  table: Table,
  workspaceId: string,
  projectId: string,
  assetId: string,
): Promise<Asset | undefined> {
  const row = await table.get('substrate', assetKey(workspaceId, projectId, assetId));
  return row && Asset.parse(row);
}

/** The files of these ids, in their order; undefined where there is none (any longer). */
export async function findAssets(
  table: Table,
  project: ProjectPlace,
  assetIds: readonly string[],
): Promise<readonly (Asset | undefined)[]> {
  const keys = assetIds.map((assetId) => assetKey(project.workspaceId, project.id, assetId));
  const rows: readonly (Row | undefined)[] = keys.length === 0 ? [] : await table.getMany('substrate', keys);
  return rows.map((row) => row && Asset.parse(row));
}
