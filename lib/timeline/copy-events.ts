import type { Change, Table, Write } from '../platform/index.ts';
import { timelineCopies } from './store.ts';

const copiesAtATime = 25;

/**
 * Puts the events among these changes on the timelines of their projects and workspaces. Doing it again changes nothing, so each copy is
 * a commit of its own: in a transaction DynamoDB asks twice for it.
 * @param afterwards how far the copying has come; written when all copies stand, and not when there was nothing to copy.
 */
export async function copyEvents(
  table: Table,
  changes: readonly Change[],
  afterwards: readonly Write[] = [],
): Promise<void> {
  const copies = changes.flatMap(timelineCopies);
  for (let from = 0; from < copies.length; from += copiesAtATime)
    await Promise.all(copies.slice(from, from + copiesAtATime).map((copy) => table.commit([copy])));
  if (copies.length > 0 && afterwards.length > 0) await table.commit(afterwards);
}
