import { settings } from '../runtime.ts';

/** What a page may do in a browser. No inline script or style anywhere; nothing from other servers. */
const policy = (extra: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...extra,
  ].join('; ');

const html = { 'content-type': 'text/html; charset=utf-8' };

/** Where a page's script asks, and listens, for what has happened. */
const connections = (): string => `connect-src 'self' ${new URL(settings().liveUrl).origin}`;

/** Pages behind the sign-in: their script asks for the state of what they show. */
export const pageHeaders = (): Readonly<Record<string, string>> => ({
  ...html,
  'content-security-policy': policy([connections()]),
});

/** A page that shows mails in frames of its own. */
export const framingPageHeaders = (): Readonly<Record<string, string>> => ({
  ...html,
  'content-security-policy': policy([connections(), "frame-src 'self'"]),
});

/** Pages that a mailed link opens: no search engine keeps them, and nothing is asked for in the background. */
export const linkPageHeaders: Readonly<Record<string, string>> = {
  ...html,
  'content-security-policy': policy(),
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

/** A mail as it was sent, inside a frame of ours: its own styles, nothing else. */
export const mailHeaders: Readonly<Record<string, string>> = {
  ...html,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox",
};
