import { type PageSession, sessionCookie } from '../../../functions/middleware/session-cookie.ts';

const start = Date.UTC(2026, 10, 20);
const hours = 3_600_000;
const person: PageSession = { principalId: 'reviewer', displayName: 'Zoë 日本', email: 'zoe@countersign.example' };
const secrets = { get: async () => 'a cookie key for this test' };

/** The product's clock, moved by hand. */
const clockAt = (initial: number) => {
  const clock = { time: initial, now: () => clock.time };
  return clock;
};
const cookies = (publicUrl = 'https://countersign.example', clock = clockAt(start), given = secrets) =>
  sessionCookie({ publicUrl, clock, secrets: given });
const pairOf = (line: string): string => line.split(';')[0] ?? '';

describe('the session cookie', () => {
  it('carries its person from request to request, as API Gateway lists cookies and as a header', async () => {
    const pair = pairOf(await cookies().issue(person));

    await expect(cookies().read({ cookies: ['theme=dark', pair], headers: {} })).resolves.toEqual(person);
    await expect(cookies().read({ headers: { cookie: `theme=dark; ${pair}` } })).resolves.toEqual(person);
  });

  it('is bound to host and https where the product is public, and plain on a local address', async () => {
    const secure = await cookies().issue(person);
    const plain = await cookies('http://127.0.0.1:4400').issue(person);

    expect(secure).toMatch(
      /^__Host-countersign-session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200$/,
    );
    expect(plain).toMatch(/^countersign-session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
  });

  it('shows nothing of the person', async () => {
    const pair = pairOf(await cookies().issue(person));
    const text = pair
      .split(/[=.]/)
      .map((part) => Buffer.from(part, 'base64url').toString())
      .join();

    expect(text).not.toContain('reviewer');
    expect(text).not.toContain('zoe');
  });

  it('ends after twelve hours of the product clock', async () => {
    const clock = clockAt(start);
    const headers = { cookie: pairOf(await cookies(undefined, clock).issue(person)) };

    clock.time = start + 12 * hours - 1_000;
    await expect(cookies(undefined, clock).read({ headers })).resolves.toEqual(person);
    clock.time = start + 12 * hours;
    await expect(cookies(undefined, clock).read({ headers })).resolves.toBeUndefined();
  });

  it('opens under no other key', async () => {
    const pair = pairOf(await cookies().issue(person));
    const others = cookies(undefined, undefined, { get: async () => 'another key' });

    await expect(others.read({ headers: { cookie: pair } })).resolves.toBeUndefined();
  });

  it('counts as absent after any change to it', async () => {
    const pair = pairOf(await cookies().issue(person));
    const from = pair.indexOf('=') + 1;
    for (let at = from; at < pair.length; at += 7) {
      const changed = `${pair.slice(0, at)}${pair[at] === 'A' ? 'B' : 'A'}${pair.slice(at + 1)}`;
      await expect(cookies().read({ headers: { cookie: changed } })).resolves.toBeUndefined();
    }
  });

  it.each(['', 'x', 'a.b.c.d.e', 'eyJhbGciOiJub25lIn0..', '....', `${'x'.repeat(10_000)}`])(
    'counts as absent when it is %j',
    async (value) => {
      const headers = { cookie: `__Host-countersign-session=${value}` };
      await expect(cookies().read({ headers })).resolves.toBeUndefined();
    },
  );

  it('is removed by an empty, ended one', () => {
    expect(cookies().clear()).toBe('__Host-countersign-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
  });
});
