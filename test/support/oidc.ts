import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalToken } from '../../infra/local/oidc/personal-token.ts';
import { createOidcProvider, type OidcClient } from '../../infra/local/oidc/provider.ts';
import { openSigningKey } from '../../infra/local/oidc/signing-key.ts';
import { people } from '../../infra/local/people.ts';

export interface TestOidc {
  /** `http://127.0.0.1:<port>/oidc`. */
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly dataFolder: string;
  /** What the provider logged as its own failures. */
  readonly failures: readonly unknown[];
  /** A command-line token (issuer `urn:countersign:embedded`, same key) for one of the ready-made people. `now` in epoch milliseconds. */
  token(personId: string, now: number): string;
  close(): Promise<void>;
}

interface TestOidcOptions {
  readonly port?: number;
  readonly clients?: readonly OidcClient[];
  readonly dataFolder?: string;
}

/** The embedded OIDC provider on a port of its own, for what runs without the embedded host. */
export async function startOidc(options: TestOidcOptions = {}): Promise<TestOidc> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'countersign-oidc-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const issuer = `http://127.0.0.1:${address.port}/oidc`;
  const failures: unknown[] = [];
  const log = { error: (event: string, fields: unknown) => failures.push([event, fields]) };
  server.on('request', createOidcProvider({ issuer, dataFolder, people, clients: options.clients ?? [], log }));
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    dataFolder,
    failures,
    token(personId, now) {
      const person = people.find(({ id }) => id === personId);
      if (person === undefined) throw new Error(`there is no person ${personId}`);
      return personalToken(person, openSigningKey(dataFolder), now);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
