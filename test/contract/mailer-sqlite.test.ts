import { openDatabase } from '../../lib/platform/local/database.ts';
import { createLocalMailer } from '../../lib/platform/local/mailer.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { mailerContract, sampleMail } from './mailer-contract.ts';

const clock = createManualClock();
const database = openDatabase(':memory:');
const mailer = createLocalMailer({ database, clock });
afterAll(() => database.close());

mailerContract('the embedded host', async () => ({
  mailer,
  keepsBodies: true,
  deliveredTo: async (address) =>
    mailer
      .recent()
      .filter((mail) => mail.to.address === address)
      .map((mail) => ({ address: mail.to.address, subject: mail.subject })),
}));

describe('mailer in SQLite', () => {
  it('keeps the first of two mails with the same id', async () => {
    await mailer.send(sampleMail('mai_twice', { text: 'first' }));
    await mailer.send(sampleMail('mai_twice', { text: 'second' }));

    expect(mailer.recent().filter((mail) => mail.id === 'mai_twice')).toHaveLength(1);
    expect(await mailer.sent('mai_twice')).toMatchObject({ text: 'first' });
  });

  it('lists the latest mails first, with the time they were sent', async () => {
    clock.pass(60);
    await mailer.send(sampleMail('mai_older', { headers: { 'List-Id': 'Countersign <list.example.com>' } }));
    clock.pass(60);
    await mailer.send(sampleMail('mai_newer'));

    expect(mailer.recent(2)).toEqual([
      { ...sampleMail('mai_newer'), headers: {}, sentAt: clock.now() },
      {
        ...sampleMail('mai_older'),
        headers: { 'List-Id': 'Countersign <list.example.com>' },
        sentAt: clock.now() - 60_000,
      },
    ]);
  });
});
