import { type Change, maxWritesPerCommit, type Table, type Write } from '../platform/index.ts';
import { timelineCopies } from './store.ts';

/**
 * Puts the events among these changes on the timelines of their projects and workspaces. Doing it again changes nothing.
 * @param alongside belongs to the last commit, such as how far the copying has come; not written when there was nothing to copy.
 */
export async function copyEvents(
  table: Table,
  changes: readonly Change[],
  alongside: readonly Write[] = [],
): Promise<void> {
  // The same event may come twice in one batch, and a commit takes a row once.
  const writes = [...new Map(changes.flatMap(timelineCopies).map((write) => [identityOf(write), write])).values()];
  const perCommit = maxWritesPerCommit - alongside.length;
  for (let from = 0; from < writes.length; from += perCommit) {
    const part = writes.slice(from, from + perCommit);
    await table.commit(from + perCommit < writes.length ? part : [...part, ...alongside]);
  }
}

function identityOf(write: Write): string {
  const { pk, sk } = write.kind === 'put' ? write.row : write.key;
  return `${pk} ${sk}`;
}
