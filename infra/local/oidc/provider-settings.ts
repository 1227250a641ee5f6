import { createHash } from 'node:crypto';
import type { AccountClaims, ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Person } from '../people.ts';
import { memoryRecords } from './memory-records.ts';
import { embeddedAudience } from './personal-token.ts';
import { errorPage } from './sign-in-page.tsx';
import { type PrivateJwk, signingAlgorithm } from './signing-key.ts';

const accessTokenLifeSeconds = 3_600;
const signInLifeSeconds = 600;
const scopes = 'openid profile email';
/** The API, as a resource in the sense of RFC 8707: naming it makes access tokens JWTs that the API can verify. */
const apiResource = 'urn:countersign:api';

/** A program that may ask this provider for tokens. With addresses to return to: for people; with a secret alone: for itself. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUris?: readonly string[];
}

export interface ProviderParts {
  readonly key: PrivateJwk;
  readonly people: readonly Person[];
  readonly clients: readonly OidcClient[];
  /** Path below which the provider lives. */
  readonly mountPath: string;
}

/** How the embedded provider behaves: code flow with PKCE for people, client credentials for programs, nothing else. */
export function providerSettings({ key, people, clients, mountPath }: ProviderParts): Configuration {
  return {
    adapter: memoryRecords(),
    clients: clients.map(clientMetadata),
    clientDefaults: { id_token_signed_response_alg: signingAlgorithm },
    jwks: { keys: [{ ...key }] },
    // Derived, so that no second secret has to be kept; the cookies live as long as a sign-in under way.
    cookies: { keys: [createHash('sha256').update(`oidc cookies ${key.d}`).digest('base64url')] },
    findAccount: (_ctx, id) => accountOf(people.find((person) => person.id === id)),
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    // Name and mail address go into the ID token: the console asks for nothing more.
    conformIdTokenClaims: false,
    extraTokenClaims: (_ctx, token) =>
      displayClaims(people.find(({ id }) => 'accountId' in token && id === token.accountId)),
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, interaction) => `${mountPath}/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    expiresWithSession: () => false,
    responseTypes: ['code'],
    renderError: (ctx) => {
      ctx.type = 'html';
      ctx.body = errorPage(mountPath);
    },
    ttl: {
      AccessToken: accessTokenLifeSeconds,
      ClientCredentials: accessTokenLifeSeconds,
      Grant: signInLifeSeconds,
      IdToken: signInLifeSeconds,
      Interaction: signInLifeSeconds,
      Session: signInLifeSeconds,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiResource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes,
          audience: embeddedAudience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenLifeSeconds,
          jwt: { sign: { alg: signingAlgorithm } },
        }),
      },
    },
  };
}

function clientMetadata({ clientId, clientSecret, redirectUris = [] }: OidcClient): ClientMetadata {
  const isForPeople = redirectUris.length > 0;
  return {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    token_endpoint_auth_method: clientSecret === undefined ? 'none' : 'client_secret_basic',
    redirect_uris: [...redirectUris],
    response_types: isForPeople ? ['code'] : [],
    grant_types: isForPeople ? ['authorization_code'] : ['client_credentials'],
  };
}

/** Choosing a person is all the consent there is: the clients are the product's own. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const clientId = ctx.oidc.client?.clientId;
  const accountId = ctx.oidc.session?.accountId;
  if (clientId === undefined || accountId === undefined) return undefined;
  const grant = new ctx.oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope(scopes);
  grant.addResourceScope(apiResource, scopes);
  await grant.save();
  return grant;
}

const displayClaims = (person: Person | undefined) => person && { name: person.name, email: person.email };

const accountOf = (person: Person | undefined) =>
  person && {
    accountId: person.id,
    claims: (): AccountClaims => ({ sub: person.id, name: person.name, email: person.email }),
  };
