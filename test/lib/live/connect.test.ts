import {
  endConnection,
  issueTicket,
  maxConnectionsPerPerson,
  openConnection,
  ticketLifeSeconds,
} from '../../../lib/live/index.ts';
import { listConnections } from '../../../lib/live/store.ts';
import { createWorld, type World } from '../../support/world.ts';

const liveUrl = 'ws://127.0.0.1/live';
let world: World;
let reviewer: Awaited<ReturnType<World['actor']>>;
beforeEach(async () => {
  world = await createWorld();
  reviewer = await world.actor('rosa');
});

const ticketOf = async (actor = reviewer): Promise<string> => (await issueTicket(world.ports, actor, liveUrl)).ticket;
const open = (ticket: string, connectionId = 'c1'): Promise<void> =>
  openConnection(world.ports, { ticket, connectionId });
const connected = async (): Promise<readonly string[]> =>
  (await listConnections(world.table, world.workspaceId, 100)).map(({ connectionId }) => connectionId);
const unfit = { code: 'unauthenticated', message: 'This ticket opens nothing. Ask for a new one.' };

describe('a ticket', () => {
  it('S10 opens one connection, at the address that comes with it', async () => {
    const { ticket, url, expiresAt } = await issueTicket(world.ports, reviewer, liveUrl);
    expect(url).toBe(`${liveUrl}?ticket=${ticket}`);
    expect(Date.parse(expiresAt)).toBe(world.clock.now() + ticketLifeSeconds * 1000);
    await open(ticket);
    expect(await connected()).toEqual(['c1']);
    await expect(open(ticket, 'c2')).rejects.toMatchObject(unfit);
  });

  it('opens one of several connections that come with it at once', async () => {
    const ticket = await ticketOf();
    const told = await Promise.allSettled(['c1', 'c2', 'c3', 'c4'].map((id) => open(ticket, id)));
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await connected()).toHaveLength(1);
  });

  it('is good for thirty seconds', async () => {
    const [early, late] = [await ticketOf(), await ticketOf()];
    world.clock.pass(ticketLifeSeconds - 1);
    await open(early);
    world.clock.pass(1);
    await expect(open(late, 'c2')).rejects.toMatchObject(unfit);
  });

  it('is nowhere in the table as it is', async () => {
    const ticket = await ticketOf();
    const { rows } = await world.table.query({ table: 'work', pk: `W#${world.workspaceId}#live` });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(ticket.split('.')[1]);
  });

  it.each(['', 'x', '.', 'wsp_1.x', `wsp_${'0'.repeat(26)}.${'x'.repeat(43)}`, 'W#.live'])(
    'that is none (%p) opens nothing',
    async (ticket) => {
      await expect(open(ticket)).rejects.toMatchObject(unfit);
    },
  );

  it('G17 of one workspace is none in another', async () => {
    const other = await createWorld();
    const [, secret] = (await ticketOf()).split('.');
    await expect(
      openConnection(other.ports, { ticket: `${other.workspaceId}.${secret}`, connectionId: 'c1' }),
    ).rejects.toMatchObject(unfit);
  });

  it('is worth nothing once its holder has left', async () => {
    const ticket = await ticketOf();
    await world.table.commit([
      { kind: 'delete', table: 'work', key: { pk: `W#${world.workspaceId}`, sk: 'member#rosa' } },
    ]);
    await expect(open(ticket)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await connected()).toEqual([]);
  });
});

describe('connections', () => {
  it('are so many for one person: one more takes the place of the oldest, and of nobody else’s', async () => {
    await open(await ticketOf(await world.actor('ravi')), 'of-ravi');
    for (let count = 0; count < maxConnectionsPerPerson; count += 1) {
      world.clock.pass(1);
      await open(await ticketOf(), `c${count}`);
    }
    await open(await ticketOf(), 'one-more');
    const now = await connected();
    expect(now).toHaveLength(maxConnectionsPerPerson + 1);
    expect(now).toEqual(expect.arrayContaining(['of-ravi', 'one-more', 'c1']));
    expect(now).not.toContain('c0');
  });

  it('are forgotten when they end, by their id alone, and a second end changes nothing', async () => {
    await open(await ticketOf());
    await endConnection(world.table, 'c1');
    await endConnection(world.table, 'c1');
    await endConnection(world.table, 'never-was');
    expect(await connected()).toEqual([]);
  });

  it('are forgotten after two hours, as API Gateway ends them then', async () => {
    await open(await ticketOf());
    world.clock.pass(2 * 3_600);
    expect(await connected()).toEqual([]);
  });
});
