import { CountersignError } from '../errors.ts';
import type { Blobs } from '../platform/index.ts';
import type { Session } from '../sessions/index.ts';
import { Bundle } from '../staging/index.ts';

/** Bundles never change, so a few are kept parsed: the turns of one session read the same one. */
const maxKeptBundles = 16;
const kept = new Map<string, Bundle>();

/** What the agent works from. @throws CountersignError `internal` before anything was staged. */
export async function readBundle(blobs: Blobs, session: Session): Promise<Bundle> {
  const { workspaceId, bundleDigest } = session;
  if (bundleDigest === undefined)
    throw new CountersignError('internal', `The session ${session.id} runs without a bundle.`);
  const key = `${workspaceId}/${bundleDigest}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const bytes = await blobs.get(workspaceId, bundleDigest);
  const bundle = Bundle.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  kept.set(key, bundle);
  const oldest = kept.size > maxKeptBundles ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  return bundle;
}
