/** What every Mailer adapter must do; the headers of the raw message are shown in test/lib/platform/mime.test.ts. */
import type { Mail, Mailer } from '../../lib/platform/index.ts';

export interface Delivered {
  readonly address: string;
  readonly subject: string;
}

export interface MailerHost {
  readonly mailer: Mailer;
  /** Mails to this address, as far as the transport shows them. */
  deliveredTo(address: string): Promise<readonly Delivered[]>;
  /** Whether the host keeps bodies (the embedded one). */
  readonly keepsBodies: boolean;
}

export const sampleMail = (id: string, changes: Partial<Mail> = {}): Mail => ({
  id,
  to: { name: 'Rita Reviewer', address: `${id}@example.com` },
  subject: 'A checkpoint waits for you',
  text: 'Open https://example.com/a/token',
  html: '<p><a href="https://example.com/a/token">Open</a></p>',
  ...changes,
});

export const refusedAddresses = [
  '',
  'nobody',
  '@example.com',
  'a@',
  'a@b',
  'a b@example.com',
  'a@example.com, b@example.com',
  'a@example.com;b@example.com',
  'a@example.com\r\nBcc: b@example.com',
  'a\n@example.com',
  'a@exam\tple.com',
  'a@example.com\0',
  '"quoted part"@example.com',
  'a(comment)@example.com',
  '<a@example.com>',
  'a@b@example.com',
  'ä@example.com',
  'a..b@example.com',
  '.a@example.com',
  'a@-example.com',
  'a@example..com',
  'a@[127.0.0.1]',
  'a@127.0.0.1',
  'a@example.com/path',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
];

export function mailerContract(hostName: string, open: () => Promise<MailerHost>): void {
  describe(`mailer on ${hostName}`, () => {
    let host: MailerHost;
    beforeAll(async () => {
      host = await open();
    });

    it('sends a mail to its one recipient', async () => {
      await host.mailer.send(sampleMail('mai_first'));

      expect(await host.deliveredTo('mai_first@example.com')).toEqual([
        { address: 'mai_first@example.com', subject: 'A checkpoint waits for you' },
      ]);
    });

    it('keeps the body where the host has no other place to read it, and only there', async () => {
      await host.mailer.send(sampleMail('mai_body'));

      const { text, html } = sampleMail('mai_body');
      expect(await host.mailer.sent('mai_body')).toEqual(host.keepsBodies ? { text, html } : undefined);
      expect(await host.mailer.sent('mai_absent')).toBeUndefined();
    });

    it('takes plus tags and writes an international domain in ASCII', async () => {
      await host.mailer.send(sampleMail('mai_idn', { to: { name: '', address: "o'neil+tag@bücher.example" } }));

      expect(await host.deliveredTo("o'neil+tag@xn--bcher-kva.example")).toHaveLength(1);
    });

    it.each(refusedAddresses)('refuses the address %j for good', async (address) => {
      const mail = sampleMail('mai_refused', { to: { name: 'Rita', address } });

      await expect(host.mailer.send(mail)).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it.each(['Subject', 'bcc', 'Content-Type', 'Auto-Submitted', 'X-A\r\nBcc', 'X A', 'X-A:', ''])(
      'refuses to set the header %j',
      async (name) => {
        const mail = sampleMail('mai_header', { headers: { [name]: 'b@example.com' } });

        await expect(host.mailer.send(mail)).rejects.toMatchObject({ code: 'invalid_request' });
      },
    );

    it('refuses a body that is too large', async () => {
      const mail = sampleMail('mai_large', { text: 'x'.repeat(1024 * 1024) });

      await expect(host.mailer.send(mail)).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('sends a mail whose names hold line breaks and quotes, as one line', async () => {
      const to = { name: 'Rita "R"\r\nBcc: x@example.com', address: 'mai_names@example.com' };
      await host.mailer.send(sampleMail('mai_names', { to, subject: 'Two\r\nX-Injected: lines' }));

      expect(await host.deliveredTo('mai_names@example.com')).toEqual([
        { address: 'mai_names@example.com', subject: 'Two X-Injected: lines' },
      ]);
      expect(await host.deliveredTo('x@example.com')).toEqual([]);
    });
  });
}
