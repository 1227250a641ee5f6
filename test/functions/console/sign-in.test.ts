import { randomBytes } from 'node:crypto';
import { type SignIn, signIn } from '../../../functions/console/sign-in.ts';
import { sessionCookie } from '../../../functions/middleware/session-cookie.ts';
import { startOidc, type TestOidc } from '../../support/oidc.ts';
import { visitOidc } from '../../support/visit-oidc.ts';

const publicUrl = 'http://127.0.0.1:4999';
const clock = { now: Date.now };
const secrets = { get: async () => 'a cookie key for this test' };
const ids = { secret: (bytes: number) => randomBytes(bytes).toString('base64url') };

let oidc: TestOidc;
let flow: SignIn;

beforeAll(async () => {
  oidc = await startOidc({ clients: [{ clientId: 'console', redirectUris: [`${publicUrl}/auth/callback`] }] });
  flow = signIn({ issuer: oidc.issuer, clientId: 'console', publicUrl, clock, secrets, ids });
});
afterAll(() => oidc.close());

const event = (rawQueryString = '', headers: Record<string, string> = {}) => ({
  rawQueryString,
  headers: { host: '127.0.0.1:4999', ...headers },
});
const cookiePair = (line: string | undefined) => line?.split(';')[0] ?? '';
const location = (response: { readonly headers?: object | undefined }) =>
  String(new Map(Object.entries(response.headers ?? {})).get('location'));

/** Start and choosing a person; what is left is the callback. */
async function comeBackAs(personId: string, query = 'return=%2Fsessions%3Fa%3D1') {
  const started = await flow.startSignIn(event(query));
  const { returnedTo } = await visitOidc(location(started), personId);
  return { returnedTo, cookie: cookiePair(started.cookies?.[0]) };
}

describe('signing in to the pages', () => {
  it('ends with a session of the chosen person, back where it began', async () => {
    const { returnedTo, cookie } = await comeBackAs('reviewer');

    const finished = await flow.finishSignIn(event(returnedTo.search.slice(1), { cookie }));

    expect(finished.statusCode).toBe(303);
    expect(location(finished)).toBe('/sessions?a=1');
    const session = await sessionCookie({ secrets, clock, publicUrl }).read({
      headers: { cookie: cookiePair(finished.cookies?.[0]) },
    });
    expect(session).toEqual({
      principalId: 'reviewer',
      displayName: 'Rosa Lindqvist',
      email: 'rosa@countersign.example',
    });
    expect(finished.cookies?.[1]).toContain('Max-Age=0');
  });

  it('uses PKCE, a state and a nonce, each unlike the last', async () => {
    const [first, second] = await Promise.all([flow.startSignIn(event()), flow.startSignIn(event())]);
    const [one, other] = [first, second].map((response) => new URL(location(response)).searchParams);

    expect(one?.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one?.get(name)).not.toBe(other?.get(name));
    }
  });

  it('lets two tabs sign in at once', async () => {
    const [first, second] = await Promise.all([comeBackAs('owner'), comeBackAs('owner')]);
    const cookie = `${first.cookie}; ${second.cookie}`;

    const finished = await flow.finishSignIn(event(first.returnedTo.search.slice(1), { cookie }));
    const again = await flow.finishSignIn(event(second.returnedTo.search.slice(1), { cookie }));

    expect([finished.statusCode, again.statusCode]).toEqual([303, 303]);
  });

  it('refuses a callback of a browser that did not start the sign-in', async () => {
    const { returnedTo } = await comeBackAs('owner');

    await expect(flow.finishSignIn(event(returnedTo.search.slice(1)))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('refuses a code that was brought into another sign-in', async () => {
    const victim = await comeBackAs('owner');
    const attacker = await comeBackAs('viewer');
    const mixed = new URLSearchParams(victim.returnedTo.search);
    mixed.set('code', attacker.returnedTo.searchParams.get('code') ?? '');

    await expect(flow.finishSignIn(event(mixed.toString(), { cookie: victim.cookie }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('refuses a code that was used', async () => {
    const { returnedTo, cookie } = await comeBackAs('owner');
    await flow.finishSignIn(event(returnedTo.search.slice(1), { cookie }));

    await expect(flow.finishSignIn(event(returnedTo.search.slice(1), { cookie }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('reports a refusal by the provider without repeating its words', async () => {
    const started = await flow.startSignIn(event());
    const state = new URL(location(started)).searchParams.get('state') ?? '';
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'call 555',
      state,
      iss: oidc.issuer,
    });

    const refused = flow.finishSignIn(event(answer.toString(), { cookie: cookiePair(started.cookies?.[0]) }));

    await expect(refused).rejects.toMatchObject({ code: 'forbidden', message: expect.not.stringContaining('555') });
  });

  it('moves a browser at localhost to the public address, once', async () => {
    const moved = await flow.startSignIn(event('return=/a', { host: 'localhost:4999' }));
    const stayed = await flow.startSignIn(event('return=/a&moved=1', { host: 'localhost:4999' }));

    expect(location(moved)).toBe(`${publicUrl}/sign-in?moved=1&return=%2Fa`);
    expect(location(stayed)).toContain(oidc.issuer);
  });

  it('is unavailable while the provider is, and recovers with it', async () => {
    const other = await startOidc();
    await other.close();
    const lonely = signIn({ issuer: other.issuer, clientId: 'console', publicUrl, clock, secrets, ids });
    await expect(lonely.startSignIn(event())).rejects.toMatchObject({ code: 'unavailable' });

    const revived = await startOidc({ port: Number(new URL(other.issuer).port), dataFolder: other.dataFolder });
    const started = await lonely.startSignIn(event());
    await revived.close();

    expect(started.statusCode).toBe(303);
  });

  it('takes plain http from loopback only', () => {
    expect(() => signIn({ issuer: 'http://login.example', clientId: 'c', publicUrl, clock, secrets, ids })).toThrow(
      'must be https',
    );
  });
});

describe('signing out', () => {
  it('removes the session and asks anew who it is', async () => {
    const signedOut = await flow.signOut(event('', { 'sec-fetch-site': 'same-origin' }));
    const started = await flow.startSignIn(event(location(signedOut).split('?')[1]));

    expect(signedOut.statusCode).toBe(303);
    expect(signedOut.cookies).toEqual(['countersign-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect(new URL(location(started)).searchParams.get('prompt')).toBe('login');
  });

  it('is refused when another site asks for it', async () => {
    await expect(flow.signOut(event('', { 'sec-fetch-site': 'cross-site' }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
