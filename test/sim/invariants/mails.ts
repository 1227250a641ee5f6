import { type Invariant, text } from './invariant.ts';

const ended = 'The checkpoint ended before the mail was sent.';

/** I12: every mail is sent, once, or visibly failed for a reason; nothing is sent that the outbox does not know. */
export const mails: Invariant = {
  ids: ['I12'],
  onCommit(commit, world) {
    for (const { key, before, after } of commit.changes) {
      if (!key.pk.endsWith('#notices') || before === undefined || after !== undefined) continue;
      const sk = `chk#${text(before, 'checkpointId')}`;
      const pk = `W#${text(before, 'workspaceId')}#ses#${text(before, 'sessionId')}`;
      const isOpen = world.mirror.get('work', { pk, sk })?.status === 'open';
      const mailed = commit.changes.some((change) => change.key.pk.endsWith('#outbox'));
      if (isOpen && !mailed) world.violate('I12: a notice is gone, and nobody was addressed');
    }
  },
  atRest(world) {
    const outbox = world.mirror.rows('work', 'W#').filter(({ pk }) => pk.endsWith('#outbox'));
    const known = new Set(outbox.map(({ sk }) => sk));
    const sent = new Set(world.process.mails().map(({ id }) => id));
    for (const id of sent) if (!known.has(id)) world.violate(`I12: ${id} was sent and is not in the outbox`);
    for (const mail of outbox) {
      if (mail.status === 'sent' && !sent.has(mail.sk)) world.violate(`I12: ${mail.sk} counts as sent and was not`);
      if (mail.status === 'failed' && text(mail, 'failure') !== ended)
        world.violate(`I12: a mail was given up: ${text(mail, 'failure')}`);
    }
    if (world.process.deadMessages() > 0) world.violate(`I12: ${world.process.deadMessages()} messages were given up`);
  },
};
