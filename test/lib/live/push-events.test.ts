import { issueTicket, LiveMessage, openConnection, pushEvents } from '../../../lib/live/index.ts';
import { listConnections } from '../../../lib/live/store.ts';
import type { Change, Push } from '../../../lib/platform/index.ts';
import { createLocalPush } from '../../../lib/platform/local/push.ts';
import { eventWrite, newEvent, timelineCopies } from '../../../lib/timeline/index.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
let push: ReturnType<typeof createLocalPush>;
/** What each connection got, by its id; `closed` at its end. */
let got: Map<string, (string | 'closed')[]>;
let logged: string[];

beforeEach(async () => {
  world = await createWorld();
  push = createLocalPush();
  got = new Map();
  logged = [];
});

async function connect(person: string, connectionId = `of-${person}`, isReachable = true): Promise<void> {
  const { ticket } = await issueTicket(world.ports, await world.actor(person), 'ws://127.0.0.1/live');
  await openConnection(world.ports, { ticket, connectionId });
  const heard: string[] = [];
  got.set(connectionId, heard);
  const socket = { bufferedAmount: 0, send: (text: string) => heard.push(text), close: () => heard.push('closed') };
  if (isReachable) push.attach(connectionId, socket);
}

function changeOf(summary: string, workspaceId = world.workspaceId): Change {
  const event = newEvent(world.ports, { type: 'project.changed', workspaceId, actor: 'rosa', summary });
  const write = eventWrite(event);
  if (write.kind !== 'put') throw new Error('an event is put');
  return { position: '1', table: 'work', key: write.row, before: undefined, after: write.row };
}

const pushAll = (changes: readonly Change[], through: Push = push): Promise<void> =>
  pushEvents({ ...world.ports, push: through, log: { info: () => {}, error: (event) => logged.push(event) } }, changes);
const summariesOf = (connectionId: string): readonly string[] =>
  (got.get(connectionId) ?? []).flatMap((text) =>
    text === 'closed' ? [text] : LiveMessage.parse(JSON.parse(text)).events.map(({ summary }) => summary),
  );
const connected = async (): Promise<readonly string[]> =>
  (await listConnections(world.table, world.workspaceId, 100)).map(({ connectionId }) => connectionId);

describe('what happens', () => {
  it('S10 is told to everyone in the workspace who is connected, in order', async () => {
    await connect('rosa');
    await connect('ravi');
    await pushAll([changeOf('first'), changeOf('second')]);
    expect(summariesOf('of-rosa')).toEqual(['first', 'second']);
    expect(summariesOf('of-ravi')).toEqual(['first', 'second']);
  });

  it('G17 elsewhere is told to nobody here', async () => {
    await connect('rosa');
    await pushAll([changeOf('theirs', world.ports.ids.next('wsp') as World['workspaceId'])]);
    expect(summariesOf('of-rosa')).toEqual([]);
  });

  it('is told once, not again for its copies on timelines', async () => {
    await connect('rosa');
    const change = changeOf('once');
    const copies = timelineCopies(change).map(
      (write): Change => ({ ...change, key: write.kind === 'put' ? write.row : change.key }),
    );
    expect(copies).not.toEqual([]);
    await pushAll([change, ...copies]);
    expect(summariesOf('of-rosa')).toEqual(['once']);
  });

  it('is told in several messages when it is much', async () => {
    await connect('rosa');
    await pushAll(Array.from({ length: 45 }, (_, place) => changeOf(`${place}`)));
    expect(got.get('of-rosa')).toHaveLength(3);
    expect(summariesOf('of-rosa')).toHaveLength(45);
  });
});

describe('a connection', () => {
  it('is ended, untold, once its person has lost the workspace', async () => {
    await connect('rosa');
    await connect('ravi');
    await world.table.commit([
      { kind: 'delete', table: 'work', key: { pk: `W#${world.workspaceId}`, sk: 'member#rosa' } },
    ]);
    await pushAll([changeOf('secret')]);
    expect(summariesOf('of-rosa')).toEqual(['closed']);
    expect(summariesOf('of-ravi')).toEqual(['secret']);
    expect(await connected()).toEqual(['of-ravi']);
  });

  it('is ended once its member is an agent, which reads no timeline', async () => {
    await connect('rosa');
    const key = { pk: `W#${world.workspaceId}`, sk: 'member#rosa' };
    await world.table.commit([{ kind: 'update', table: 'work', key, set: { kind: 'agent' } }]);
    await pushAll([changeOf('secret')]);
    expect(summariesOf('of-rosa')).toEqual(['closed']);
  });

  it('that has gone is forgotten, but not while it is just being opened', async () => {
    await connect('rosa', 'unreachable', false);
    await pushAll([changeOf('first')]);
    expect(await connected()).toEqual(['unreachable']);
    world.clock.pass(11);
    await pushAll([changeOf('second')]);
    expect(await connected()).toEqual([]);
  });

  it('that fails keeps nothing from the others, and is tried again with the next event', async () => {
    await connect('rosa');
    await connect('ravi');
    const failing: Push = {
      ...push,
      send: async (id, text) => {
        if (id === 'of-rosa') throw new Error('the line is bad');
        return push.send(id, text);
      },
    };
    await pushAll([changeOf('first')], failing);
    expect(summariesOf('of-ravi')).toEqual(['first']);
    expect(logged).toEqual(['live.failed']);
    await pushAll([changeOf('second')]);
    expect(summariesOf('of-rosa')).toEqual(['second']);
  });

  it('whose reader takes nothing is cut off before it fills our memory', async () => {
    await connect('rosa');
    push.attach('of-rosa', {
      bufferedAmount: 2 * 1024 * 1024,
      send: () => {},
      close: () => got.set('of-rosa', ['closed']),
    });
    expect(await push.send('of-rosa', 'x')).toBe('gone');
    expect(summariesOf('of-rosa')).toEqual(['closed']);
  });
});
