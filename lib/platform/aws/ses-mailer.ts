/** Mail through SES v2, as a raw message of our own making: one recipient, links unchanged. */
import { CountersignError } from '../../errors.ts';
import { normalizeMailAddress } from '../mail-address.ts';
import { renderMime } from '../mime.ts';
import type { Clock, Mailer } from '../ports.ts';
import { nameOf } from './failure.ts';
import type { AwsClient } from './wire/client.ts';

/** SES says so of mail that it will never take; everything else may pass (quota, pause, throttling, outage). */
const rejections: ReadonlySet<string> = new Set(['MessageRejected', 'BadRequestException']);

export function createSesMailer(settings: {
  readonly client: Pick<AwsClient, 'send'>;
  /** `name@domain` or `Display Name <name@domain>`, of a verified identity. */
  readonly sender: string;
  readonly configurationSet: string;
  readonly clock: Clock;
}): Mailer {
  return {
    async send(mail) {
      const data = await renderMime(mail, { sender: settings.sender, date: new Date(settings.clock.now()) });
      const message = {
        FromEmailAddress: settings.sender,
        Destination: { ToAddresses: [normalizeMailAddress(mail.to.address)] },
        Content: { Raw: { Data: Buffer.from(data).toString('base64') } },
        ConfigurationSetName: settings.configurationSet,
        // A tracked link would lead through a third host, and a decision link would be in its log.
        ConfigurationOverrides: { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } },
      };
      const send = {
        method: 'POST',
        path: '/v2/email/outbound-emails',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      };
      await settings.client.send(send).catch((error: unknown) => {
        const code = rejections.has(nameOf(error)) ? 'invalid_request' : 'unavailable';
        throw new CountersignError(code, `ses:SendEmail failed: ${nameOf(error)}`, { cause: error });
      });
    },
    sent: async () => undefined,
  };
}
