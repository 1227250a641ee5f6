import { createIds } from '../../../lib/platform/ids.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { createSqliteTable } from '../../../lib/platform/local/sqlite-table.ts';
import { copyEvents, listTimeline, type NewEvent, tell } from '../../../lib/timeline/index.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const clock = createManualClock();
const ids = createIds(clock);
const database = openDatabase(':memory:');
afterAll(() => database.close());
const table = createSqliteTable(database, clock);
const workspaceId = 'wsp_01JABCDEFGHJKMNPQRSTVWXYZ0';
const projectId = 'prj_01JABCDEFGHJKMNPQRSTVWXYZ0';
const sessionId = 'ses_01JABCDEFGHJKMNPQRSTVWXYZ0';

const happen = async (event: Partial<NewEvent>) => {
  clock.pass(1);
  const write = tell(
    { clock, ids },
    { type: 'policy.changed', workspaceId, actor: 'rosa', summary: 'It happened.', ...event },
  );
  await table.commit([write]);
};
const copyAll = async () => copyEvents(table, (await table.changes('work', undefined, 1000)).changes);
const typesIn = async (scope: { projectId?: string; sessionId?: string }, limit = 100) => {
  const { items } = await listTimeline(table, { workspaceId, ...scope }, { limit, cursor: undefined });
  return items.map(({ type }) => type);
};

describe('timelines', () => {
  beforeAll(async () => {
    await happen({ type: 'policy.changed' });
    await happen({ type: 'project.created', projectId });
    await happen({ type: 'session.created', projectId, sessionId });
    await copyAll();
  });

  it('show what happened in their scope, newest first', async () => {
    expect(await typesIn({})).toEqual(['session.created', 'project.created', 'policy.changed']);
    expect(await typesIn({ projectId })).toEqual(['session.created', 'project.created']);
    expect(await typesIn({ projectId, sessionId })).toEqual(['session.created']);
  });

  it('stay the same when changes are followed again', async () => {
    await copyAll();
    await copyAll();
    expect(await typesIn({})).toHaveLength(3);
  });

  it('shorten what is too long to be read back, without cutting a character', async () => {
    await happen({ type: 'policy.changed', summary: `${'x'.repeat(498)}😀😀` });
    await copyAll();
    const { items } = await listTimeline(table, { workspaceId }, { limit: 1, cursor: undefined });
    expect(items[0]?.summary).toHaveLength(500);
    expect(items[0]?.summary.isWellFormed()).toBe(true);
  });

  it('are paged', async () => {
    const first = await listTimeline(table, { workspaceId }, { limit: 2, cursor: undefined });
    const second = await listTimeline(table, { workspaceId }, { limit: 2, cursor: first.cursor });
    expect([...first.items, ...second.items].map(({ type }) => type)).toEqual(await typesIn({}));
  });

  it('take more events at once than one commit holds', async () => {
    for (let count = 0; count < 120; count += 1) await happen({ type: 'comment.added', projectId, sessionId });
    await copyAll();
    expect(await typesIn({ projectId })).toHaveLength(100);
    const { items } = await listTimeline(table, { workspaceId, projectId }, { limit: 1000, cursor: undefined });
    expect(items).toHaveLength(122);
  });
});
