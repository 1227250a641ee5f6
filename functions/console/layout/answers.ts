import type { HttpResult } from '../../middleware/http-event.ts';
import { pageHeaders } from '../../middleware/page-headers.ts';

/** A page. */
export const shown = (
  document: string,
  statusCode = 200,
  headers: Readonly<Record<string, string>> = pageHeaders(),
): HttpResult => ({
  statusCode,
  headers: { ...headers },
  body: document,
});

/** Go on there by GET: what follows a form, so that reloading repeats nothing. */
export const seeOther = (location: string, cookies: readonly string[] = []): HttpResult => ({
  statusCode: 303,
  headers: { location, 'cache-control': 'no-store' },
  ...(cookies.length === 0 ? {} : { cookies: [...cookies] }),
});

export const asJson = (value: unknown, headers: Readonly<Record<string, string>> = {}): HttpResult => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
