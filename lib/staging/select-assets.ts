import type { Blobs, Table } from '../platform/index.ts';
import { type Asset, assetRows, findAssets, type ProjectPlace } from '../substrate/index.ts';
import type { Bundle } from './schema.ts';
import type { Omission } from './select-knowledge.ts';

const maxAssets = 50;
const maxInlineBytes = 64 * 1024;
const maxAllInlineBytes = 200 * 1024;
const textTypes = /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|csv|markdown)$)/;

type BundleAsset = Bundle['contents']['assets'][number];
export interface AssetSelection {
  readonly assets: readonly BundleAsset[];
  readonly omitted: readonly Omission[];
}

/** The files of a task: those it names, those of its own, and the permanent ones for agents of its type. Text comes along, within bounds. */
export async function selectAssets(
  ports: { readonly table: Table; readonly blobs: Blobs },
  project: ProjectPlace,
  wanted: { readonly agentType: Asset['agentType']; readonly assetIds: readonly string[]; readonly taskId: string },
): Promise<AssetSelection> {
  const ids = [...new Set(wanted.assetIds)];
  const [named, permanent] = await Promise.all([
    findAssets(ports.table, project, ids),
    assetRows(ports.table, project, { agentType: wanted.agentType }, { limit: maxAssets }),
  ]);
  const omitted: Omission[] = ids.flatMap((id, index) =>
    named[index] ? [] : [{ id, reason: 'The file is not in the project, or has expired.' }],
  );
  const ofTask = permanent.items.filter((asset) => asset.permanence === 'permanent' || asset.taskId === wanted.taskId);
  const all = new Map([...named.filter((asset) => asset !== undefined), ...ofTask].map((asset) => [asset.id, asset]));
  if (permanent.cursor !== undefined) omitted.push({ reason: `Only the newest ${maxAssets} files were looked at.` });
  const assets: BundleAsset[] = [];
  let left = maxAllInlineBytes;
  for (const asset of all.values()) {
    const refusal = whyNotInline(asset, left);
    if (refusal !== undefined) omitted.push({ id: asset.id, reason: refusal });
    else left -= asset.sizeBytes;
    assets.push(await bundled(ports.blobs, project.workspaceId, asset, refusal === undefined));
  }
  return { assets, omitted };
}

function whyNotInline({ contentType, sizeBytes }: Asset, left: number): string | undefined {
  if (!textTypes.test(contentType)) return `The file is ${contentType}: only its name is in the bundle.`;
  if (sizeBytes > Math.min(maxInlineBytes, left))
    return `The file has ${sizeBytes} bytes, more than the bundle takes: only its name is in it.`;
  return undefined;
}

async function bundled(blobs: Blobs, workspaceId: string, asset: Asset, withContent: boolean): Promise<BundleAsset> {
  const { id, type, fileName, contentType, contentDigest } = asset;
  if (!withContent) return { id, type, fileName, contentType };
  const content = Buffer.from(await blobs.get(workspaceId, contentDigest)).toString('utf8');
  return { id, type, fileName, contentType, content };
}
