/** The door that needs no sign-in: what a mailed link gives to whom, and for how long (T6). */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { maxLinkHours } from '../../lib/notifications/index.ts';
import { startBrowser } from '../support/browser.ts';
import { cookieOf } from '../support/page-visitor.ts';
import { type Checkpoint, clientOf, type Place, type Review } from '../support/scenario/index.ts';
import { type HeldLink, heldLink, type Seen, see } from './link-holder.ts';
import { proposesOnce, type ScriptedHost, startScriptedHost } from './scripted-host.ts';

const patienceMs = 120_000;
const atOnce = 16;
const randomTokens = 10_000;
const dwellMs = 30_000;
/** Around a moment at which something ends. */
const secondMs = 1_000;
const ladderOf = (...steps: readonly (readonly [afterSeconds: number, act: 'remind' | 'expire'])[]) => ({
  slaLadder: steps.map(([afterSeconds, act]) => ({ afterSeconds, do: act })),
});

let scripted: ScriptedHost;
let place: Place;
let browser: Browser | undefined;
/** A server elsewhere, which the agent's words lead to. */
let elsewhere: Server;
const visitsElsewhere: IncomingHttpHeaders[] = [];
let dwell: Promise<{ readonly link: HeldLink; readonly requests: readonly string[] }>;

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    visitsElsewhere.push(request.headers);
    response.end('elsewhere');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const address = elsewhere.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  scripted = await startScriptedHost(proposesOnce('Found', `Read [all of it](http://127.0.0.1:${port}/more).`));
  place = await scripted.newPlace();
  browser = await startBrowser();
  dwell = stayOnPage();
}, patienceMs);
afterAll(async () => {
  await dwell;
  await browser?.close();
  elsewhere.close();
  elsewhere.closeAllConnections();
  await scripted.stop();
}, patienceMs);

const newLink = (at: Place = place): Promise<HeldLink> => heldLink(scripted.host, at);

async function openPage(): Promise<Page> {
  if (browser === undefined) throw new Error('There is no Chromium here: name an installed one with CHROME.');
  return (await browser.newContext({ baseURL: scripted.host.url })).newPage();
}

/** Opens a link in a browser, scripts and all, and leaves it open for thirty seconds of real time; the other tests run meanwhile. */
async function stayOnPage(): Promise<{ readonly link: HeldLink; readonly requests: readonly string[] }> {
  const link = await newLink();
  const page = await openPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(link.path);
  await page.waitForTimeout(dwellMs);
  await page.close();
  return { link, requests };
}

/** All of them, a few at a time. */
async function all<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let mine = next++; mine < items.length; mine = next++) results[mine] = await act(items[mine] as T);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** What two answers are compared by: everything but what is never the same. */
const shapeOf = ({ status, text, headers }: Seen): string => {
  const fixed = Object.entries(headers).filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify([status, fixed, text]);
};
const knock = (token: string, asking: Parameters<typeof see>[1] = {}): Promise<Seen> =>
  see(`${scripted.host.url}/a/${encodeURIComponent(token)}`, asking);

/** A token with each of its bits turned over, once in the letters of the address and once in the bytes that they stand for. */
function flipsOf(token: string): readonly string[] {
  const flip = (bytes: Buffer, bit: number): Buffer => {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return flipped;
  };
  const letters = Buffer.from(token, 'ascii');
  const bytes = Buffer.from(token, 'base64url');
  return [
    ...Array.from({ length: letters.length * 8 }, (_, bit) => flip(letters, bit).toString('latin1')),
    ...Array.from({ length: bytes.length * 8 }, (_, bit) => flip(bytes, bit).toString('base64url')),
  ];
}

describe('a token that is not one of ours', () => {
  it(
    'T6 gets one constant 404: each single bit of a real one turned over, and ten thousand made up',
    async () => {
      const { token, status } = await newLink();
      const flips = flipsOf(token);
      expect(flips.length).toBe(43 * 8 + 256);
      const madeUp = Array.from({ length: randomTokens }, () => randomBytes(32).toString('base64url'));
      const answers = await all([...flips, ...madeUp], knock);
      expect([...new Set(answers.map((answer) => answer.status))]).toEqual([404]);
      expect(new Set(answers.map(shapeOf)).size).toBe(1);
      expect(await status()).toBe('open');
    },
    patienceMs,
  );

  it('T6 decides nothing, with the form of a link that is', async () => {
    const link = await newLink();
    const { text } = await link.get();
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
    const form = { digest: field('digest'), nonce: field('nonce'), decision: 'approve' };
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answers = await all(flipsOf(link.token), (token) => knock(token, { method: 'POST', form, headers }));
    expect(new Set(answers.map(shapeOf)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect(await link.status()).toBe('open');
  });
});

describe('a link', () => {
  it('T6 of fifty answers at the same time, yes and no, takes one, once', async () => {
    const link = await newLink();
    const before = await place.as('viewer').read<{ headRevision: number }>(place.P);
    const sent = Array.from({ length: 50 }, (_, number) => link.decide(number % 2 === 0 ? 'approve' : 'reject'));
    const statuses = await Promise.all(sent);
    expect(statuses.every((status) => [303, 409].includes(status))).toBe(true);
    const reviews = await place.as('viewer').list<Review>(`${link.waiting.S}/reviews`);
    expect(reviews).toHaveLength(1);
    const after = await place.as('viewer').read<{ headRevision: number }>(place.P);
    expect(after.headRevision - before.headRevision).toBe(reviews[0]?.quality === 'approved' ? 1 : 0);
    expect(await link.decide('reject')).toBe(303);
    expect(await place.as('viewer').list(`${link.waiting.S}/reviews`)).toHaveLength(1);
  });

  it('T6 changes nothing for scanners, whatever they call themselves and however they look', async () => {
    const link = await newLink();
    const scanners = ['Slackbot-LinkExpanding 1.0', 'SafeLinks', 'Mimecast', 'Barracuda', 'Googlebot/2.1', 'curl/8'];
    const hints = [{ 'sec-purpose': 'prefetch;prerender' }, { purpose: 'preview' }, { 'x-moz': 'prefetch' }, {}];
    const visits = Array.from({ length: 100 }, (_, number) => ({
      method: number % 3 === 0 ? 'HEAD' : 'GET',
      headers: { 'user-agent': scanners[number % scanners.length] ?? '', ...hints[number % hints.length] },
    }));
    const answers = await all(visits, (visit) => knock(link.token, visit));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    expect(answers.every(({ headers }) => headers['set-cookie'] === undefined)).toBe(true);
    expect(await link.status()).toBe('open');
  });

  it('T6 forwarded counts as its recipient’s, whoever is signed in where it is opened', async () => {
    const link = await newLink();
    const { cookie } = await cookieOf(scripted.host, 'viewer');
    expect(await link.decide('approve', { headers: { 'sec-fetch-site': 'same-origin', cookie } })).toBe(303);
    const checkpoint = await place.as('viewer').read<Checkpoint>(link.waiting.C);
    expect(checkpoint).toMatchObject({ decidedBy: 'reviewer', decision: { via: 'link', assurance: 'link_holder' } });
  });

  it('I13 leaves its token in no log, no timeline, no audit and no answer beside the mail', async () => {
    const link = await newLink();
    await link.get();
    await link.decide('approve', { headers: { 'sec-fetch-site': 'cross-site' } });
    await link.decide('approve');
    const admin = place.as('admin');
    const paths = ['timeline', 'audit', 'audit/export', 'work-sessions'].map((list) => `${place.P}/${list}`);
    const seen = await Promise.all(
      [...paths, link.waiting.S, link.waiting.C, `${link.waiting.S}/reviews`].map((path) => admin.get(path)),
    );
    for (const { status, text } of seen) expect([status, text.includes(link.token)]).toEqual([200, false]);
    expect(scripted.host.logged.join('\n')).not.toContain(link.token);
  });

  it('I13 tells nobody where a visitor came from, who follows a link of the agent’s', async () => {
    const link = await newLink();
    const page = await openPage();
    await page.goto(link.path);
    const popup = page.waitForEvent('popup');
    await page.locator('main a[target=_blank]').first().click();
    await (await popup).waitForLoadState('load');
    expect(visitsElsewhere.length).toBeGreaterThan(0);
    for (const headers of visitsElsewhere) expect(JSON.stringify(headers)).not.toContain(link.token);
    expect(visitsElsewhere.map(({ referer }) => referer)).toEqual(visitsElsewhere.map(() => undefined));
    await page.context().close();
  });
});

describe('a link in a browser', () => {
  it(
    'T6 decides nothing by being left open for half a minute, and asks for nothing more',
    async () => {
      const { link, requests } = await dwell;
      expect(requests[0]).toBe(`GET ${link.path}`);
      expect(requests.filter((request) => !request.startsWith('GET /assets/'))).toEqual([`GET ${link.path}`]);
      expect(await link.status()).toBe('open');
    },
    patienceMs,
  );
});

/** Last, because time moves for everybody on the host. */
describe('a link that ends', () => {
  let aheadMs = 0;
  const moveTo = async (epochMs: number): Promise<void> => {
    const seconds = (epochMs - Date.now() - aheadMs) / secondMs;
    const host = { url: scripted.host.url, token: async () => '' };
    const { body } = await clientOf(host, undefined).post<{ now: string }>('/test/clock', { advanceSeconds: seconds });
    aheadMs = Date.parse(body.now) - Date.now();
  };

  it('T6 decides until a second before its checkpoint expires, and shows the outcome from a second after it', async () => {
    const brief = await scripted.newPlace(ladderOf([3_600, 'expire']));
    const [inTime, late] = [await newLink(brief), await newLink(brief)];
    await moveTo(Date.parse(inTime.waiting.checkpoint.dueAt ?? '') - secondMs);
    expect(await inTime.decide('approve')).toBe(303);
    expect(await inTime.status()).toBe('approved');
    await moveTo(Date.parse(late.waiting.checkpoint.dueAt ?? '') + secondMs);
    expect(await late.decide('approve')).toBe(410);
    expect((await late.get()).text).toContain('Expired');
    expect(await late.status()).toBe('expired');
  });

  it('T6 is good for seven days at most, to the second, whatever the policy says', async () => {
    const patient = await scripted.newPlace(ladderOf([31_536_000, 'remind']));
    const [inTime, late] = [await newLink(patient), await newLink(patient)];
    const limit = (link: HeldLink): number => Date.parse(link.mailedAt) + maxLinkHours * 3_600_000;
    await moveTo(limit(inTime) - secondMs);
    expect(await inTime.decide('approve')).toBe(303);
    await moveTo(limit(late) + secondMs);
    expect((await late.get()).text).toContain('too old to decide with');
    expect(await late.decide('approve')).toBe(410);
    expect(await late.status()).toBe('open');
  });
});
