/** What both mailers accept. After `checkMail` no field that ends in a header can hold a line break. */
import { domainToASCII } from 'node:url';
import { invalidRequest } from '../errors.ts';
import type { Mail } from './ports.ts';

/** RFC 5321: 64 octets before the @, 254 for the whole address. */
const maxLocalPartCharacters = 64;
const maxAddressCharacters = 254;
const maxNameCharacters = 120;
const maxSubjectCharacters = 250;
const maxBodyBytes = 1024 * 1024;
/** SES takes 15 custom headers; six of them are ours (see mime.ts). */
const maxExtraHeaders = 9;
/** A dot-atom without the quoted form: SES takes ASCII only before the @, and quoting has no use but to deceive. */
const localPartPattern = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domainPattern = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const headerNamePattern = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;
const reservedHeaders =
  /^(?:from|sender|to|cc|bcc|reply-to|return-path|subject|date|message-id|mime-version|content-.*|dkim-signature|received|auto-submitted|precedence|x-entity-ref-id|x-auto-response-suppress)$/i;

/** The mail with a plain ASCII address and one-line header fields. @throws CountersignError `invalid_request`. */
export function checkMail(mail: Mail): Mail {
  if (Buffer.byteLength(mail.text) + Buffer.byteLength(mail.html) > maxBodyBytes) {
    throw invalidRequest([{ pointer: '/text', message: `text and html have at most ${maxBodyBytes} bytes` }]);
  }
  return {
    id: mail.id,
    to: { name: oneLine(mail.to.name, maxNameCharacters), address: normalizeMailAddress(mail.to.address) },
    subject: oneLine(mail.subject, maxSubjectCharacters),
    text: mail.text.toWellFormed(),
    html: mail.html.toWellFormed(),
    headers: checkHeaders(mail.headers ?? {}),
  };
}

/** The address with its domain in ASCII (IDN as punycode). @throws CountersignError `invalid_request` when nobody could receive it. */
export function normalizeMailAddress(address: string): string {
  const normalized = mailableAddress(address);
  if (normalized === undefined) throw invalidRequest([{ pointer: '/to/address', message: 'is not a mail address' }]);
  return normalized;
}

/** Whether both mailers would take the address. */
export const isMailable = (address: string): boolean => mailableAddress(address) !== undefined;

function mailableAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, Math.max(0, at));
  const domain = toAsciiDomain(address.slice(at + 1));
  const normalized = `${localPart}@${domain}`;
  const valid =
    localPart.length <= maxLocalPartCharacters &&
    localPartPattern.test(localPart) &&
    domainPattern.test(domain) &&
    normalized.length <= maxAddressCharacters;
  return valid ? normalized : undefined;
}

/** `domainToASCII` silently drops tabs and line breaks, and cuts at a slash: so such domains are refused before. */
function toAsciiDomain(domain: string): string {
  return /[\p{Cc}\p{Cf}\s/\\?#:%@]/u.test(domain) ? '' : domainToASCII(domain);
}

function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers);
  const refused = entries.find(([name]) => !headerNamePattern.test(name) || reservedHeaders.test(name));
  if (refused !== undefined) {
    throw invalidRequest([{ pointer: '/headers', message: `cannot set the header ${JSON.stringify(refused[0])}` }]);
  }
  if (entries.length > maxExtraHeaders) {
    throw invalidRequest([{ pointer: '/headers', message: `has at most ${maxExtraHeaders} members` }]);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, oneLine(value, maxAddressCharacters * 4)]));
}

/** Control and direction-changing characters become spaces: people's names come from outside and must not keep mail back. */
function oneLine(text: string, maxCharacters: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, maxCharacters).join('');
}
