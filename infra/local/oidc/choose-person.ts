import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { requireSameOrigin } from '../../../functions/middleware/same-origin.ts';
import { CountersignError } from '../../../lib/errors.ts';
import type { Person } from '../people.ts';
import { errorPage, signInPage } from './sign-in-page.tsx';

const maxFormBytes = 4_096;

interface Choice {
  readonly provider: Provider;
  readonly people: readonly Person[];
  readonly mountPath: string;
}

/** The one step of a sign-in that a person sees: GET shows the people, POST goes on as the chosen one. */
export async function choosePerson(choice: Choice, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { uid, params } = await choice.provider.interactionDetails(request, response);
    if (request.method === 'POST') {
      await signInAs(choice, request, response);
      return;
    }
    const action = `${choice.mountPath}/interaction/${uid}`;
    sendPage(response, 200, signInPage({ ...choice, action }), originOf(params.redirect_uri));
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound || error instanceof CountersignError)) throw error;
    sendPage(response, error instanceof CountersignError ? 403 : 400, errorPage(choice.mountPath));
  }
}

/** @throws CountersignError when the form came from elsewhere or names nobody. */
async function signInAs(choice: Choice, request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireSameOrigin({ headers: firstValues(request) });
  const requested = (await formOf(request)).get('person');
  const person = choice.people.find(({ id }) => id === requested);
  if (person === undefined) throw new CountersignError('invalid_request', 'There is no such person.');
  await choice.provider.interactionFinished(request, response, { login: { accountId: person.id, remember: false } });
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let form = '';
  for await (const chunk of request.setEncoding('utf8')) {
    form += chunk;
    if (form.length > maxFormBytes) throw new CountersignError('too_large', 'The form is too large.');
  }
  return new URLSearchParams(form);
}

/** `returnOrigin`: browsers apply form-action to the redirects that follow the form, too. */
function sendPage(response: ServerResponse, status: number, html: string, returnOrigin = ''): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'self'; form-action 'self' ${returnOrigin}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
}

const originOf = (address: unknown): string | undefined =>
  typeof address === 'string' ? URL.parse(address)?.origin : undefined;

const firstValues = ({ headers }: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]));
