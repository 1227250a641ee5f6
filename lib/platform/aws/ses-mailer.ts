/** Mail through SES v2, as a raw message of our own making: one recipient, links unchanged. */
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { CountersignError } from '../../errors.ts';
import { normalizeMailAddress } from '../mail-address.ts';
import { renderMime } from '../mime.ts';
import type { Clock, Mailer } from '../ports.ts';
import { nameOf } from './failure.ts';

/** SES says so of mail that it will never take; everything else may pass (quota, pause, throttling, outage). */
const rejections: ReadonlySet<string> = new Set(['MessageRejected', 'BadRequestException']);

export function createSesMailer(settings: {
  readonly client: SESv2Client;
  /** `name@domain` or `Display Name <name@domain>`, of a verified identity. */
  readonly sender: string;
  readonly configurationSet: string;
  readonly clock: Clock;
}): Mailer {
  return {
    async send(mail) {
      const data = await renderMime(mail, { sender: settings.sender, date: new Date(settings.clock.now()) });
      const send = new SendEmailCommand({
        FromEmailAddress: settings.sender,
        Destination: { ToAddresses: [normalizeMailAddress(mail.to.address)] },
        Content: { Raw: { Data: data } },
        ConfigurationSetName: settings.configurationSet,
        // A tracked link would lead through a third host, and a decision link would be in its log.
        ConfigurationOverrides: { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } },
      });
      await settings.client.send(send).catch((error: unknown) => {
        const code = rejections.has(nameOf(error)) ? 'invalid_request' : 'unavailable';
        throw new CountersignError(code, `ses:SendEmail failed: ${nameOf(error)}`, { cause: error });
      });
    },
    sent: async () => undefined,
  };
}
