import { type InboxItem, listInbox } from '../../../lib/checkpoints/index.ts';
import type { Actor } from '../../../lib/identity/index.ts';
import type { Query, Table } from '../../../lib/platform/index.ts';
import { createWorld, type World } from '../../support/world.ts';

/** The table, and the inbox queries that were made of it. */
function counting(table: Table): { readonly table: Table; readonly asked: Query[] } {
  const asked: Query[] = [];
  const query = (each: Query) => {
    if (each.index === 'byStatus') asked.push(each);
    return table.query(each);
  };
  return { table: { ...table, query }, asked };
}

const pageOf = (table: Table, actor: Actor, limit: number, cursor?: string) =>
  listInbox(table, actor, { limit, cursor }, ({ id }) => id);

async function allPages(table: Table, actor: Actor, limit: number): Promise<readonly InboxItem[]> {
  const items: InboxItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOf(table, actor, limit, cursor);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

async function waitingWorld(count: number): Promise<World> {
  const world = await createWorld();
  for (let number = 0; number < count; number += 1) await world.waiting([{}]);
  return world;
}

describe('the inbox', () => {
  it.each(['contributor', 'viewer'] as const)('N4 of a %s is empty without a look at what waits', async (role) => {
    const world = await waitingWorld(2);
    const { table, asked } = counting(world.table);

    expect(await pageOf(table, await world.actor('clara', role), 50)).toEqual({ items: [], cursor: undefined });
    expect(asked).toEqual([]);
  });

  it('N4 of a reviewer holds all that waits, whatever the size of its pages', async () => {
    const world = await waitingWorld(7);
    const reviewer = await world.actor('rita');

    for (const limit of [1, 3, 7, 50]) {
      const items = await allPages(world.table, reviewer, limit);
      expect(new Set(items.map(({ checkpointId }) => checkpointId)).size).toBe(7);
    }
  });

  it('N4 asks the table a bounded number of times for who has started nearly all that waits', async () => {
    const world = await waitingWorld(60);
    await world.waiting([{}], { initiatedBy: 'somebody-else' });
    const starter = await world.actor('starter');
    const { table, asked } = counting(world.table);

    await pageOf(table, starter, 1);

    expect(asked.length).toBeLessThanOrEqual(40);
    expect(await allPages(world.table, starter, 1)).toHaveLength(1);
  });
});
