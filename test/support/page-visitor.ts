/** Somebody at the pages without a browser: signed in by a cookie, posting forms as a browser does. */

import { sessionCookie } from '../../functions/middleware/session-cookie.ts';
import { people } from '../../infra/local/people.ts';
import type { TestHost } from './embedded-host.ts';

export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly location: string | null;
}

export interface PageVisitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Visited>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Visited>;
}

/** @param personId undefined: nobody is signed in */
export async function pageVisitor(host: TestHost, personId: string | undefined): Promise<PageVisitor> {
  const cookie = personId === undefined ? {} : await cookieOf(host, personId);
  const visit = async (path: string, options: RequestInit): Promise<Visited> => {
    const answer = await fetch(`${host.url}${path}`, { redirect: 'manual', ...options });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, location: answer.headers.get('location') };
  };
  return {
    get: (path, headers = {}) => visit(path, { headers: { ...cookie, ...headers } }),
    post: (path, fields, headers = {}) =>
      visit(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { ...cookie, 'sec-fetch-site': 'same-origin', ...headers },
      }),
  };
}

/** The header that a browser sends where one of the ready-made people is signed in. */
export async function cookieOf(host: TestHost, personId: string): Promise<{ readonly cookie: string }> {
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) throw new Error(`${personId} is not one of the ready-made people`);
  const { secrets, clock } = host.platform;
  const cookies = sessionCookie({ secrets, clock, publicUrl: host.url });
  const line = await cookies.issue({ principalId: person.id, displayName: person.name, email: person.email });
  return { cookie: line.split(';')[0] ?? '' };
}

/** The value of a hidden field of a page. */
export const fieldOf = (page: string, name: string): string =>
  new RegExp(`<input name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
