import { createHash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { checkMail } from './mail-address.ts';
import type { Mail } from './ports.ts';

export interface MailOrigin {
  /** `name@domain` or `Display Name <name@domain>`; a setting of the stage. */
  readonly sender: string;
  readonly date: Date;
}

/**
 * The whole message (RFC 5322) with a plain and an HTML alternative. Pure: the same mail, sender and date give the same bytes.
 * `Auto-Submitted` and `Precedence` keep vacation answers away; `X-Entity-Ref-ID` keeps Gmail from folding reminders into one thread.
 * @throws CountersignError `invalid_request` for what no transport would accept.
 */
export async function renderMime(mail: Mail, origin: MailOrigin): Promise<Uint8Array> {
  const checked = checkMail(mail);
  const identity = createHash('sha256').update(mail.id).digest('hex').slice(0, 32);
  const message = new MimeNode('multipart/alternative', {
    baseBoundary: identity,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  message.setHeader({
    From: origin.sender,
    Date: origin.date,
    Subject: checked.subject,
    'Message-ID': `<${identity}@${domainOf(origin.sender)}>`,
    'Auto-Submitted': 'auto-generated',
    Precedence: 'bulk',
    'X-Auto-Response-Suppress': 'All',
    'X-Entity-Ref-ID': identity,
    ...checked.headers,
  });
  message.setHeader('To', [checked.to]);
  message.createChild('text/plain; charset=utf-8').setContent(checked.text);
  message.createChild('text/html; charset=utf-8').setContent(checked.html);
  return message.build();
}

const domainOf = (sender: string): string => /@([^\s<>@]+)>?\s*$/.exec(sender)?.[1] ?? 'localhost';
