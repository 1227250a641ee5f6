import { CountersignError } from '../../../lib/errors.ts';
import { decide } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import {
  type DeliverPorts,
  deliver,
  isOurNonce,
  linkToken,
  listOutbox,
  makeNonce,
  maxLinkHours,
  openLink,
} from '../../../lib/notifications/index.ts';
import type { Mail } from '../../../lib/platform/index.ts';
import { createWorld, type World } from '../../support/world.ts';

function portsOf(world: World, send: (mail: Mail) => Promise<void> = async () => {}) {
  const mails: Mail[] = [];
  const ports: DeliverPorts = {
    ...world.ports,
    publicUrl: 'https://countersign.example',
    secrets: { get: async (name) => `secret of ${name}` },
    mailer: {
      send: async (mail) => {
        await send(mail);
        mails.push(mail);
      },
      sent: async () => undefined,
    },
  };
  return { ports, mails };
}

/** Every member with an address: reviewer, admin, and who started the work; a viewer and an agent besides. */
async function people(world: World) {
  const address = async (id: string, role: 'reviewer' | 'admin' | 'owner' | 'viewer', kind = 'person') => {
    const actor = await world.actor(id, role);
    await world.table.commit([
      {
        kind: 'update',
        table: 'work',
        key: { pk: `W#${world.workspaceId}`, sk: `member#${id}` },
        set: { email: `${id}@countersign.example`, kind },
      },
    ]);
    return actor;
  };
  return {
    rita: await address('rita', 'reviewer'),
    anna: await address('anna', 'admin'),
    starter: await address('starter', 'owner'),
    vera: await address('vera', 'viewer'),
    bot: await address('bot', 'reviewer', 'agent'),
  };
}

const noticeIn = (world: World): string => {
  const page = world.sent.at(-1)?.message ?? { id: '' };
  return (page as { id: string }).id;
};
async function openedNotice(world: World): Promise<string> {
  const page = await world.table.query({ table: 'work', pk: `W#${world.workspaceId}#notices` });
  return page.rows[0]?.sk ?? noticeIn(world);
}

describe('telling people', () => {
  it('N1 mails one link to each member whose vote would count, and not to who started the work', async () => {
    const world = await createWorld();
    await people(world);
    const waiting = await world.waiting([{ title: 'A finding <b>bold</b>\u202eevil' }]);
    const { ports, mails } = portsOf(world);

    await deliver(ports, world.workspaceId, await openedNotice(world));

    expect(mails.map(({ to }) => to.address).sort()).toEqual(['anna@countersign.example', 'rita@countersign.example']);
    const links = mails.map(({ text }) => text.match(/https:\/\/countersign\.example\/a\/(\S+)/)?.[1]);
    expect(new Set(links).size).toBe(2);
    for (const mail of mails) {
      expect(mail.text).toContain(waiting.checkpoint.effect);
      expect(mail.html).not.toContain('<b>bold');
      expect(`${mail.text}${mail.html}${mail.subject}`).not.toContain('\u202e');
    }
  });

  it('N5 a notice that is delivered twice sends each mail once', async () => {
    const world = await createWorld();
    await people(world);
    await world.waiting([{}]);
    const notice = await openedNotice(world);
    const { ports, mails } = portsOf(world);
    await Promise.all([deliver(ports, world.workspaceId, notice), deliver(ports, world.workspaceId, notice)]);
    await deliver(ports, world.workspaceId, notice);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(2);
    const outbox = await listOutbox(ports, world.workspaceId, { limit: 10, cursor: undefined });
    expect(outbox.items.map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it('N5 a transport that fails is tried again, and what can not be delivered is visibly failed', async () => {
    const world = await createWorld();
    await people(world);
    await world.waiting([{}]);
    const { ports } = portsOf(world, async () => {
      throw new CountersignError('unavailable', 'try later');
    });
    await deliver(ports, world.workspaceId, await openedNotice(world));
    const [first] = (await listOutbox(ports, world.workspaceId, { limit: 1, cursor: undefined })).items;
    expect(first).toMatchObject({ status: 'pending', attempts: 1 });
    for (let attempt = 2; attempt <= 6; attempt += 1) await deliver(ports, world.workspaceId, first?.id ?? '');
    const [last] = (await listOutbox(ports, world.workspaceId, { limit: 1, cursor: undefined })).items;
    expect(last).toMatchObject({ status: 'failed', attempts: 6, failure: 'try later' });
  });

  it('N1 says nothing of a checkpoint that ended meanwhile', async () => {
    const world = await createWorld();
    const { rita } = await people(world);
    const waiting = await world.waiting([{}]);
    const notice = await openedNotice(world);
    await decide(
      world.ports,
      rita,
      { sessionId: waiting.session.id, checkpointId: waiting.checkpoint.id },
      { digest: waiting.checkpoint.digest, quality: 'approved', verdicts: undefined, feedback: undefined },
      rememberNothing,
    );
    const { ports, mails } = portsOf(world);
    await deliver(ports, world.workspaceId, notice);
    expect(mails).toHaveLength(0);
  });

  it('G18 when nobody may decide, the admins are told and the timeline warns', async () => {
    const world = await createWorld();
    const starter = await world.actor('starter', 'owner');
    await world.table.commit([
      {
        kind: 'update',
        table: 'work',
        key: { pk: `W#${world.workspaceId}`, sk: `member#${starter.principalId}` },
        set: { email: 'starter@countersign.example' },
      },
    ]);
    const waiting = await world.waiting([{}]);
    const { ports, mails } = portsOf(world);
    await deliver(ports, world.workspaceId, await openedNotice(world));
    expect(mails.map(({ to }) => to.address)).toEqual(['starter@countersign.example']);
    const events = await world.table.query({
      table: 'work',
      pk: `W#${world.workspaceId}#ses#${waiting.session.id}`,
      sk: { prefix: 'evt#' },
    });
    expect(events.rows.map(({ type }) => type)).toContain('checkpoint.nobody_eligible');
  });
});

describe('a mailed link', () => {
  async function linked() {
    const world = await createWorld();
    await people(world);
    const waiting = await world.waiting([{}]);
    const { ports } = portsOf(world);
    await deliver(ports, world.workspaceId, await openedNotice(world));
    const token = await linkToken(ports.secrets, waiting.checkpoint.id, 'rita');
    return { world, waiting, ports, token };
  }

  it('N1 opens its checkpoint for its recipient; no other characters open anything', async () => {
    const { ports, token, waiting } = await linked();
    expect(await openLink(ports, token)).toMatchObject({
      checkpoint: { id: waiting.checkpoint.id },
      recipient: { principalId: 'rita' },
      isOutdated: false,
    });
    for (let index = 0; index < token.length; index += 1) {
      const flipped = `${token.slice(0, index)}${token[index] === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`;
      expect(await openLink(ports, flipped)).toBeUndefined();
    }
    for (const odd of ['', `${token}A`, token.slice(1), token.toUpperCase(), '../link', 'A'.repeat(5000)])
      expect(await openLink(ports, odd)).toBeUndefined();
  });

  it('I13 neither the token nor anything it could be made from is stored', async () => {
    const { world, token } = await linked();
    const { changes } = await world.table.changes('work', undefined, 1000);
    expect(JSON.stringify(changes)).not.toContain(token);
  });

  it('N1 a nonce is good for its link and digest, for the link’s life', async () => {
    const { world, ports, token, waiting } = await linked();
    const { digest } = waiting.checkpoint;
    const nonce = await makeNonce(ports, token, digest);
    const { createdAt } = (await openLink(ports, token))?.link ?? { createdAt: '' };
    world.clock.pass(47 * 3600);
    expect(await isOurNonce(ports, { token, digest, nonce, createdAt })).toBe(true);
    expect(await isOurNonce(ports, { token, digest: `${digest}0`, nonce, createdAt })).toBe(false);
    expect(await isOurNonce(ports, { token: `${token}0`, digest, nonce, createdAt })).toBe(false);
    expect(await isOurNonce(ports, { token, digest, nonce: '', createdAt })).toBe(false);
  });

  it('N1 a link is outdated after its longest life, to the second', async () => {
    const { world, ports, token } = await linked();
    world.clock.pass(maxLinkHours * 3600 - 1);
    expect(await openLink(ports, token)).toMatchObject({ isOutdated: false });
    world.clock.pass(1);
    expect(await openLink(ports, token)).toMatchObject({ isOutdated: true });
  });
});
