import { createServer, type Server } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { bearerTokenOf, bearerVerifier } from '../../../functions/middleware/authenticate.ts';
import { TrustedIssuer } from '../../../functions/middleware/trusted-issuer.ts';

const start = Date.UTC(2026, 10, 20);
const seconds = Math.floor(start / 1000);
const issuer = 'https://issuer.example';
const audience = 'countersign';
const good = { iss: issuer, aud: audience, sub: 'reviewer', exp: seconds + 3_600 };

const keyPair = async (kid: string, alg = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, publicKey, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } };
};
type Pair = Awaited<ReturnType<typeof keyPair>>;
const signed = (payload: JWTPayload, { kid, alg, privateKey }: Pair): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(privateKey);
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A clock moved by hand. */
const clockAt = (initial: number) => {
  const clock = { time: initial, now: () => clock.time };
  return clock;
};

let pair: Pair;
let stranger: Pair;
beforeAll(async () => {
  [pair, stranger] = await Promise.all([keyPair('one'), keyPair('one')]);
});
const verifier = (clock = clockAt(start)) =>
  bearerVerifier([TrustedIssuer.parse({ issuer, audience, keys: { keys: [pair.jwk] } })], clock);

describe('a bearer token', () => {
  it('says who speaks, and what to show of them', async () => {
    const token = await signed({ ...good, name: ' Rosa ', email: 'rosa@countersign.example' }, pair);

    await expect(verifier()(token)).resolves.toEqual({
      principalId: 'reviewer',
      displayName: 'Rosa',
      email: 'rosa@countersign.example',
      clientCredentials: false,
      issuer,
      expiresAt: (seconds + 3_600) * 1000,
    });
  });

  it.each([
    ...[{ name: 'x'.repeat(201) }, { name: 'a\nb' }, { name: 'a\ud800' }, { name: 7 }, { name: '' }],
    ...[{ email: 'not an address' }, { email: 'rosa@bank-.example' }],
    { email: 'rosa@bank.example', email_verified: false },
    { email: 'rosa@bank.example', email_verified: 'false' },
  ])('is good without its display claim when that is unfit: %j', async (claims) => {
    const verified = await verifier()(await signed({ ...good, ...claims }, pair));

    expect(verified.displayName).toBe('reviewer');
    expect(verified.email).toBeUndefined();
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('is accepted when signed with %s', async (alg) => {
    const other = await keyPair('other', alg);
    const verify = bearerVerifier([{ issuer, audience, keys: { keys: [{ kty: '', ...other.jwk }] } }], clockAt(start));

    await expect(verify(await signed(good, other))).resolves.toMatchObject({ principalId: 'reviewer' });
  });

  it('is refused, in the same words, whatever is wrong with it', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
    const valid = await signed(good, pair);
    const [header = '', body = '', signature = ''] = valid.split('.');
    const { sub: _, ...withoutSubject } = good;
    const { exp: __, ...withoutEnd } = good;
    const bad: Record<string, string> = {
      'alg none': `${encoded({ alg: 'none' })}.${body}.`,
      'alg None with a signature': `${encoded({ alg: 'None', kid: 'one' })}.${body}.${signature}`,
      'HS256 with the public key': await new SignJWT(good)
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(secret),
      'unknown kid': await signed(good, { ...pair, kid: 'two' }),
      'foreign key': await signed(good, stranger),
      'key in the header': await new SignJWT(good)
        .setProtectedHeader({ alg: 'ES256', jwk: stranger.jwk })
        .sign(stranger.privateKey),
      expired: await signed({ ...good, exp: seconds - 60 }, pair),
      'not yet valid': await signed({ ...good, nbf: seconds + 60 }, pair),
      'wrong issuer': await signed({ ...good, iss: 'https://other.example' }, pair),
      'no issuer': await signed({ sub: 'a', aud: audience, exp: good.exp }, pair),
      'wrong audience': await signed({ ...good, aud: 'other' }, pair),
      'no audience': await signed({ iss: issuer, sub: 'a', exp: good.exp }, pair),
      'no subject': await signed(withoutSubject, pair),
      'no end': await signed(withoutEnd, pair),
      'empty subject': await signed({ ...good, sub: '' }, pair),
      'subject with a line break': await signed({ ...good, sub: 'owner\n' }, pair),
      'long subject': await signed({ ...good, sub: 'x'.repeat(256) }, pair),
      'ID token': await signed({ ...good, token_use: 'id' }, pair),
      'changed body': `${header}.${encoded({ ...good, sub: 'owner' })}.${signature}`,
      'no signature': `${header}.${body}.`,
      'two parts': `${header}.${body}`,
      truncated: valid.slice(0, -4),
      'not a JWT': 'hello',
      empty: '',
      'ten kilobytes': 'x'.repeat(10_240),
      'ten kilobytes, signed': await signed({ ...good, pad: 'x'.repeat(10_240) }, pair),
    };
    const verify = verifier();
    const answers = await Promise.all(
      Object.entries(bad).map(async ([name, token]) => [name, await verify(token).catch((error: unknown) => error)]),
    );

    for (const [name, answer] of answers) {
      expect([name, answer]).toEqual([
        name,
        expect.objectContaining({ code: 'unauthenticated', message: 'A valid bearer token is needed.' }),
      ]);
    }
  });

  it.each([
    { sub: 'robot', client_id: 'robot' },
    { azp: 'reviewer' },
    { token_use: 'access', client_id: audience },
    { gty: 'client-credentials' },
    { gty: ['client-credentials'] },
    { idtyp: 'app' },
  ])('that a program got for itself is never a person: %j', async (claims) => {
    await expect(verifier()(await signed({ ...good, ...claims }, pair))).resolves.toMatchObject({
      clientCredentials: true,
    });
  });

  it('of Cognito names its audience as the client, and its person by a user name', async () => {
    const { aud: _, ...rest } = good;
    const token = await signed({ ...rest, token_use: 'access', client_id: audience, username: 'rosa' }, pair);

    await expect(verifier()(token)).resolves.toMatchObject({ principalId: 'reviewer', clientCredentials: false });
  });

  it('is remembered only until it expires', async () => {
    const clock = clockAt(start);
    const verify = verifier(clock);
    const token = await signed({ ...good, exp: seconds + 60 }, pair);
    const first = await verify(token);

    expect(await verify(token)).toBe(first);
    clock.time = start + 66_000;
    await expect(verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is read from the Authorization header, whose other schemes are refused', () => {
    expect(bearerTokenOf({ headers: {} })).toBeUndefined();
    expect(bearerTokenOf({ headers: { authorization: 'Bearer a.b.c' } })).toBe('a.b.c');
    expect(bearerTokenOf({ headers: { authorization: 'bearer  a.b.c' } })).toBe('a.b.c');
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer a,Bearer b']) {
      expect(() => bearerTokenOf({ headers: { authorization } })).toThrow('A valid bearer token is needed.');
    }
  });
});

describe('keys that are fetched', () => {
  let server: Server;
  let address: string;
  let served: object[];
  let fetches: number;
  beforeEach(async () => {
    fetches = 0;
    served = [pair.jwk];
    server = createServer((request, response) => {
      if (request.url === '/.well-known/openid-configuration') {
        response.end(JSON.stringify({ issuer: address, jwks_uri: `${address}/jwks` }));
        return;
      }
      fetches += 1;
      response.end(JSON.stringify({ keys: served }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const bound = server.address();
    address = `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are found by discovery, and fetched once for many tokens, unknown key ids included', async () => {
    const verify = bearerVerifier([{ issuer: address, audience }], clockAt(start));
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, at) => signed({ ...good, iss: address, sub: `p${at}` }, pair)),
    );
    const unknown = await Promise.all(
      Array.from({ length: 20 }, (_, at) => signed({ ...good, iss: address }, { ...pair, kid: `k${at}` })),
    );

    await Promise.all(tokens.map((token) => verify(token)));
    const refused = await Promise.allSettled(unknown.map((token) => verify(token)));

    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    expect(fetches).toBe(1);
  });

  it('make the answer unavailable, not a refusal, while their issuer is down', async () => {
    const verify = bearerVerifier([{ issuer: address, audience, jwksUrl: `${address}/jwks` }], clockAt(start));
    const token = await signed({ ...good, iss: address }, pair);
    served = [];
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    await expect(verify(token)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  });

  it('may not come over plain http from elsewhere, nor be secrets', () => {
    expect(TrustedIssuer.safeParse({ issuer, jwksUrl: 'http://keys.example/jwks' }).success).toBe(false);
    expect(TrustedIssuer.safeParse({ issuer, keys: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }).success).toBe(false);
  });
});
