import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Log } from '../../../lib/platform/index.ts';
import type { Person } from '../people.ts';
import { choosePerson } from './choose-person.ts';
import { type OidcClient, providerSettings } from './provider-settings.ts';
import { openSigningKey } from './signing-key.ts';

export type { OidcClient } from './provider-settings.ts';

export interface OidcProviderOptions {
  /** The public address of the provider, with the path below which it is mounted: `http://127.0.0.1:4400/oidc`. */
  readonly issuer: string;
  readonly dataFolder: string;
  readonly people: readonly Person[];
  readonly clients: readonly OidcClient[];
  readonly log: Pick<Log, 'error'>;
}

const stylesheet = readFileSync(new URL('./sign-in.css', import.meta.url));

/**
 * An OpenID Connect provider for trying the product: it believes whoever chooses a person. Give it the requests at and below
 * the issuer's path, with their full path in `url`.
 */
export function createOidcProvider(
  options: OidcProviderOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { issuer, people, clients, log } = options;
  const mountPath = new URL(issuer).pathname.replace(/\/$/, '');
  const key = openSigningKey(options.dataFolder);
  const provider = new Provider(issuer, providerSettings({ key, people, clients, mountPath }));
  provider.on('server_error', (_ctx, error) => log.error('oidc.failed', { error: String(error) }));
  const protocol = provider.callback();

  return (request, response) => {
    const url = request.url ?? '/';
    const path = url.slice(mountPath.length).split('?')[0] ?? '';
    if (path === '/sign-in.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(stylesheet);
      return;
    }
    if (path.startsWith('/interaction/')) {
      choosePerson({ provider, people, mountPath }, request, response).catch((error: unknown) => {
        log.error('oidc.failed', { error: String(error) });
        response.writeHead(500).end();
      });
      return;
    }
    // Nobody stays signed in here: each sign-in asks anew, so that people can be changed by signing out and in.
    if (/^\/auth(\/|$)/.test(path)) withoutSession(request);
    // As Express mounts: the provider takes its own path from the difference of the two.
    Object.assign(request, { originalUrl: url, url: url.slice(mountPath.length) || '/' });
    protocol(request, response);
  };
}

function withoutSession({ headers }: IncomingMessage): void {
  const kept = headers.cookie?.split(';').filter((cookie) => !/^\s*_session(\.sig)?=/.test(cookie));
  if (kept !== undefined) headers.cookie = kept.join(';');
}
