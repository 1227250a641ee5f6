/** An OpenID Connect issuer that knows the ready-made people, at an address of its own, as a company's issuer would be. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { importJWK, SignJWT } from 'jose';
import { createOidcProvider } from '../../../infra/local/oidc/provider.ts';
import { openSigningKey, signingAlgorithm } from '../../../infra/local/oidc/signing-key.ts';
import { people } from '../../../infra/local/people.ts';

export const clientId = 'countersign-console';
/** Scenarios move the product's clock by days; their tokens must still be good then. */
const tokenLifeSeconds = 365 * 86_400;

export interface Issuer {
  readonly issuer: string;
  /** `GET <tokenUrl>/<person>` answers a bearer token as plain text. */
  readonly tokenUrl: string;
  close(): Promise<void>;
}

/** @param publicUrl of the product, where people are sent back to */
export async function startIssuer(folder: string, publicUrl: string): Promise<Issuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port');
  const base = `http://127.0.0.1:${address.port}`;
  const issuer = `${base}/oidc`;
  const provider = createOidcProvider({
    issuer,
    dataFolder: folder,
    people,
    clients: [{ clientId, redirectUris: [`${publicUrl}/auth/callback`] }],
    log: { error: (event, fields) => console.error(event, fields) },
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const personId = /^\/token\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (personId === undefined) return provider(request, response);
    tokenFor(personId, issuer, folder).then(
      (token) => response.writeHead(200, { 'content-type': 'text/plain' }).end(token),
      (error: unknown) => response.writeHead(404, { 'content-type': 'text/plain' }).end(String(error)),
    );
  });
  return {
    issuer,
    tokenUrl: `${base}/token`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function tokenFor(personId: string, issuer: string, folder: string): Promise<string> {
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) throw new Error(`there is no person ${personId}`);
  const key = openSigningKey(folder);
  return new SignJWT({ name: person.name, email: person.email })
    .setProtectedHeader({ alg: signingAlgorithm, typ: 'at+jwt', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject(person.id)
    .setIssuedAt()
    .setExpirationTime(`${tokenLifeSeconds} seconds`)
    .sign(await importJWK({ ...key }, signingAlgorithm));
}
