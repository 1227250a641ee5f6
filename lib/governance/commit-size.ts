import type { Write } from '../platform/index.ts';
import { maxCommitBytes, maxWritesPerCommit } from '../platform/index.ts';

/** Room for what an adapter adds to each item (attribute markers, key copies in indexes). */
const safeBytes = maxCommitBytes * 0.75;
const bytesOf = (write: Write): number => Buffer.byteLength(JSON.stringify(write));

/** Whether the writes can be one all-or-nothing commit, by count and by bytes. */
export function fitsOneCommit(writes: readonly Write[]): boolean {
  if (writes.length > maxWritesPerCommit) return false;
  let bytes = 0;
  for (const write of writes) bytes += bytesOf(write);
  return bytes <= safeBytes;
}

/** Cuts groups of writes that belong together into as few commits as they need, each with room for `reserved` more writes. A group is never cut. */
export function cutIntoCommits(groups: readonly (readonly Write[])[], reserved = 0): readonly (readonly Write[])[] {
  const commits: Write[][] = [];
  let bytes = 0;
  for (const group of groups) {
    const size = group.reduce((sum, write) => sum + bytesOf(write), 0);
    const last = commits.at(-1);
    if (last && last.length + group.length <= maxWritesPerCommit - reserved && bytes + size <= safeBytes) {
      last.push(...group);
      bytes += size;
    } else {
      commits.push([...group]);
      bytes = size;
    }
  }
  return commits;
}
