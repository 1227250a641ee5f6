import * as oidc from 'openid-client';
import { bearerVerifier } from '../../../../functions/middleware/authenticate.ts';
import { embeddedAudience, embeddedIssuer } from '../../../../infra/local/oidc/personal-token.ts';
import { people } from '../../../../infra/local/people.ts';
import { startOidc, type TestOidc } from '../../../support/oidc.ts';
import { visitOidc } from '../../../support/visit-oidc.ts';

const redirectUri = 'http://127.0.0.1:4999/auth/callback';
const clock = { now: Date.now };
let provider: TestOidc;

beforeAll(async () => {
  provider = await startOidc({
    clients: [
      { clientId: 'console', redirectUris: [redirectUri] },
      { clientId: 'service', clientSecret: 'a secret of the service' },
    ],
  });
});
afterAll(() => provider.close());
afterEach(() => expect(provider.failures).toEqual([]));

const configuration = (clientId: string, clientSecret?: string) =>
  oidc.discovery(
    new URL(provider.issuer),
    clientId,
    undefined,
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  );

async function startOf(verifier: string, change: Record<string, string> = {}): Promise<string> {
  return oidc.buildAuthorizationUrl(await configuration('console'), {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'some-state',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...change,
  }).href;
}

const apiVerifier = () =>
  bearerVerifier([{ issuer: provider.issuer, audience: embeddedAudience, jwksUrl: provider.jwksUrl }], clock);

describe('the embedded OpenID provider', () => {
  it.each(people.map(({ id }) => id))('signs in as %s, with tokens for the page and for the API', async (personId) => {
    const verifier = oidc.randomPKCECodeVerifier();
    const { returnedTo } = await visitOidc(await startOf(verifier), personId);

    const tokens = await oidc.authorizationCodeGrant(await configuration('console'), returnedTo, {
      pkceCodeVerifier: verifier,
      expectedState: 'some-state',
    });

    const person = people.find(({ id }) => id === personId);
    expect(tokens.claims()).toMatchObject({ sub: personId, name: person?.name, email: person?.email });
    await expect(apiVerifier()(tokens.access_token)).resolves.toMatchObject({
      principalId: personId,
      displayName: person?.name,
      clientCredentials: false,
    });
  });

  it('gives the service client a token that is never a person', async () => {
    const tokens = await oidc.clientCredentialsGrant(await configuration('service', 'a secret of the service'));

    await expect(apiVerifier()(tokens.access_token)).resolves.toMatchObject({
      principalId: 'service',
      clientCredentials: true,
    });
  });

  it('publishes the key of the command-line tokens too', async () => {
    const verify = bearerVerifier(
      [{ issuer: embeddedIssuer, audience: embeddedAudience, jwksUrl: provider.jwksUrl }],
      clock,
    );

    await expect(verify(provider.token('viewer', Date.now()))).resolves.toMatchObject({ principalId: 'viewer' });
  });

  it('never publishes the private part of its key', async () => {
    const published = await (await fetch(provider.jwksUrl)).text();

    expect(JSON.parse(published).keys).toHaveLength(1);
    expect(published).not.toContain('"d"');
  });

  it('asks anew at every sign-in, also a browser that signed in before', async () => {
    const cookies = new Map<string, string>();
    await visitOidc(await startOf(oidc.randomPKCECodeVerifier()), 'owner', cookies);

    const verifier = oidc.randomPKCECodeVerifier();
    const { returnedTo } = await visitOidc(await startOf(verifier), 'viewer', cookies);
    const tokens = await oidc.authorizationCodeGrant(await configuration('console'), returnedTo, {
      pkceCodeVerifier: verifier,
      expectedState: 'some-state',
    });

    expect(tokens.claims()?.sub).toBe('viewer');
  });

  it.each([{ redirect_uri: 'http://evil.example/' }, { client_id: 'nobody' }])(
    'shows a page of its own, and leads nowhere, for %j',
    async (change) => {
      const response = await fetch(await startOf(oidc.randomPKCECodeVerifier(), change), { redirect: 'manual' });

      expect(response.status).toBe(400);
      expect(await response.text()).toContain('This sign-in can’t go on');
    },
  );

  it('refuses a code without the verifier it was asked for with', async () => {
    const { returnedTo } = await visitOidc(await startOf(oidc.randomPKCECodeVerifier()), 'owner');

    await expect(
      oidc.authorizationCodeGrant(await configuration('console'), returnedTo, {
        pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
        expectedState: 'some-state',
      }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the page that asks who to be', () => {
  it('lists everybody, and neither scripts nor frames nor foreign targets may run in it', async () => {
    const { page, html } = await visitOidc(await startOf(oidc.randomPKCECodeVerifier()), 'owner');

    for (const { name, duty } of people) {
      expect(html).toContain(name);
      expect(html).toContain(duty);
    }
    expect(html).toContain('no passwords');
    expect(html).not.toMatch(/<script|style=|onclick/);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:4999; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    const stylesheet = await fetch(new URL('/oidc/sign-in.css', provider.issuer));
    expect(stylesheet.headers.get('content-type')).toContain('text/css');
  });

  it('goes on for nobody but the browser that started, from a page of its own', async () => {
    const started = await fetch(await startOf(oidc.randomPKCECodeVerifier()), { redirect: 'manual' });
    const page = new URL(started.headers.get('location') ?? '', provider.issuer);
    const cookie = started.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const choose = (headers: Record<string, string>, person = 'owner') =>
      fetch(page, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ person }) });

    const strange = await choose({ origin: page.origin });
    const foreign = await choose({ cookie, origin: 'https://evil.example' });
    const unknown = await choose({ cookie, origin: page.origin }, 'root');
    const huge = await choose({ cookie, origin: page.origin }, 'x'.repeat(5_000));
    const own = await choose({ cookie, origin: page.origin });

    expect([strange, foreign, unknown, huge, own].map(({ status }) => status)).toEqual([400, 403, 403, 403, 303]);
  });
});
