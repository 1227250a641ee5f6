import { CreateConfigurationSetCommand, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { createSesMailer } from '../../lib/platform/aws/ses-mailer.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { connect } from '../support/aws/connect.ts';
import { mailerContract } from './mailer-contract.ts';

/** What the emulator shows of the mails it took, by account; of the headers only these. */
const outbox = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ Source: z.string(), To: z.array(z.string()), Subject: z.string() })),
  ),
});
const client = new SESv2Client();
const configurationSet = `mailer-contract-${process.pid}`;
/** A sender of this run tells its mails from those of others. */
const sender = `no-reply-${process.pid}@contract.example.org`;
beforeAll(async () => {
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }));
  await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: configurationSet }));
});
afterAll(() => client.destroy());

mailerContract('SES', async () => ({
  mailer: createSesMailer({ client: connect(services.mail), sender, configurationSet, clock: createSystemClock() }),
  keepsBodies: false,
  async deliveredTo(address) {
    const answer = await fetch(new URL('/_ministack/ses/messages', process.env.AWS_ENDPOINT_URL));
    const taken = Object.values(outbox.parse(await answer.json()).messages).flat();
    return taken
      .filter(({ Source, To }) => Source === sender && To.includes(address))
      .map(({ To, Subject }) => ({ address: To.join(', '), subject: Subject }));
  },
}));
