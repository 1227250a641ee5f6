import { jest } from '@jest/globals';
import { noticeWrites } from '../../../lib/checkpoints/index.ts';
import { type DeliverPorts, deliver, listOutbox } from '../../../lib/notifications/index.ts';
import type { Json, Mail } from '../../../lib/platform/index.ts';
import { openDatabase } from '../../../lib/platform/local/database.ts';
import { createLocalQueue } from '../../../lib/platform/local/queue.ts';
import { seeded } from '../../support/seeded.ts';
import { createWorld, type World } from '../../support/world.ts';

jest.setTimeout(90_000);
const notices = 3_000;
const recipients = ['rita', 'anna'];
/** Shares of the messages. */
const duplicated = 0.3;
const late = 0.3;
const cutOff = 0.05;
const longestDelaySeconds = 900;
const handlersAtOnce = 8;
const seed = 16;

interface Setting {
  readonly world: World;
  readonly ports: DeliverPorts;
  /** How often each mail left the house. */
  readonly sent: ReadonlyMap<string, number>;
}

/** A checkpoint that waits, with two people to tell of it. `onSend` runs while a mail is being sent. */
async function waiting(onSend: (mail: Mail) => Promise<void> = async () => {}): Promise<Setting> {
  const world = await createWorld();
  for (const id of recipients) {
    await world.actor(id);
    const key = { pk: `W#${world.workspaceId}`, sk: `member#${id}` };
    const set = { email: `${id}@countersign.example` };
    await world.table.commit([{ kind: 'update', table: 'work', key, set }]);
  }
  const sent = new Map<string, number>();
  const ports: DeliverPorts = {
    ...world.ports,
    publicUrl: 'https://countersign.example',
    secrets: { get: async (name) => `secret of ${name}` },
    mailer: {
      send: async (mail) => {
        await onSend(mail);
        sent.set(mail.id, (sent.get(mail.id) ?? 0) + 1);
      },
      sent: async () => undefined,
    },
  };
  return { world, ports, sent };
}

/** The messages that tell a worker of so many notices of one checkpoint. */
async function noticesOf({ world }: Setting, count: number): Promise<readonly { workspaceId: string; id: string }[]> {
  const { checkpoint } = await world.waiting([{}]);
  const made = Array.from({ length: count }, () =>
    noticeWrites(world.ports, { kind: 'checkpoint_reminder', checkpoint }),
  );
  for (const { writes } of made) await world.table.commit(writes);
  return made.map(({ id }) => ({ workspaceId: world.workspaceId, id }));
}

const outboxOf = async ({ world, ports }: Setting) => {
  const items = [];
  let cursor: string | undefined;
  do {
    const page = await listOutbox(ports, world.workspaceId, { limit: 1_000, cursor });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
};

describe('T4 messages to the mail worker', () => {
  it('I12 N5 have one effect each, though of ten thousand a third comes twice, a third late and some are cut off', async () => {
    const random = seeded(seed);
    const database = openDatabase(':memory:');
    let messages = 0;
    const setting = await waiting();
    const { world, ports, sent } = setting;
    const queue = createLocalQueue({ database, clock: world.clock, log: ports.log });
    const send = async (message: Json): Promise<void> => {
      const copies = random() < duplicated ? 2 : 1;
      messages += copies;
      for (let copy = 0; copy < copies; copy += 1) {
        const delaySeconds = random() < late ? Math.floor(random() * longestDelaySeconds) : 0;
        await queue.send('mail', message, { delaySeconds });
      }
    };
    const asked = await noticesOf(setting, notices);
    await Promise.all(asked.map((message) => send(message)));
    let handled = 0;
    const consumer = queue.consume(
      'mail',
      async (message) => {
        const { workspaceId, id } = message as { workspaceId: string; id: string };
        if (random() < cutOff) throw new Error('cut off before it began');
        await deliver(ports, workspaceId, id);
        handled += 1;
        // What the sweeper sends when it finds the mails of a notice still waiting.
        if (!id.startsWith('dlv_') && random() < 2 / 3)
          for (const mail of (await listOutbox(ports, workspaceId, { limit: 2, cursor: undefined })).items)
            await send({ workspaceId, id: mail.id });
      },
      { concurrency: handlersAtOnce },
    );
    while (handled < messages) {
      world.clock.pass(5);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await consumer.stop();

    expect(messages).toBeGreaterThanOrEqual(10_000);
    expect(queue.dead('mail')).toEqual([]);
    expect(sent.size).toBe(notices * recipients.length);
    expect([...sent].filter(([, times]) => times > 1)).toEqual([]);
    const outbox = await outboxOf(setting);
    expect(new Set(outbox.map(({ status }) => status))).toEqual(new Set(['sent']));
    expect(outbox).toHaveLength(notices * recipients.length);
    database.close();
  });

  it('N5 send no mail twice when the same message is worked on twice at once', async () => {
    const setting = await waiting(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const [notice] = await noticesOf(setting, 1);
    const id = notice?.id ?? '';
    const { world, ports, sent } = setting;

    await Promise.all([deliver(ports, world.workspaceId, id), deliver(ports, world.workspaceId, id)]);

    expect([...sent.values()]).toEqual([1, 1]);
  });

  it('N5 send no mail twice when it is found still waiting twice at once', async () => {
    let lost = true;
    const setting = await waiting(async () => {
      if (lost) throw new Error('the process died here');
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    const [notice] = await noticesOf(setting, 1);
    const { world, ports, sent } = setting;
    await expect(deliver(ports, world.workspaceId, notice?.id ?? '')).rejects.toThrow('died');
    lost = false;
    const mails = await outboxOf(setting);

    await Promise.all([...mails, ...mails].map(({ id }) => deliver(ports, world.workspaceId, id)));

    expect(mails.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect([...sent.values()]).toEqual([1, 1]);
    expect((await outboxOf(setting)).map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it.each([
    ['10 minutes', 600],
    ['an hour', 3_600],
    ['a day', 86_400],
    ['30 days', 30 * 86_400],
  ])('N5 have no effect when they come again after %s', async (_, seconds) => {
    const setting = await waiting();
    const asked = await noticesOf(setting, 3);
    const { world, ports, sent } = setting;
    for (const { workspaceId, id } of asked) await deliver(ports, workspaceId, id);
    const mails = await outboxOf(setting);

    world.clock.pass(seconds);
    for (const { id } of [...asked, ...mails]) await deliver(ports, world.workspaceId, id);

    expect(sent.size).toBe(asked.length * recipients.length);
    expect([...sent.values()].every((times) => times === 1)).toBe(true);
    expect(await outboxOf(setting)).toEqual(mails);
  });
});
