import { randomUUID } from 'node:crypto';
import {
  type Checkpoint,
  type Client,
  eventually,
  importDocuments,
  type OutboxItem,
  openScenes,
  type Place,
  session,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
const form = 'application/x-www-form-urlencoded';

/** Work whose title nothing else has, so that its mail is found in any mailbox. */
const uniqueWork = (place: Place = scenes.place, by: 'contributor' | 'reviewer' = 'contributor'): Promise<Waiting> =>
  workToReview(place, { taskIntent: `When are refunds paid? Asked as ${randomUUID()}` }, by);

async function linkOf(waiting: Waiting, person: string): Promise<string> {
  const { W } = waiting.place;
  const title = /Asked as [\w-]+/.exec(await titleOf(waiting))?.[0] ?? '';
  return eventually(`the mail to ${person}`, async () => {
    const query = { W, checkpointId: waiting.checkpoint.id, title, person };
    return (await scenes.host.mailbox.linksFor(query))[0];
  });
}
const titleOf = async (waiting: Waiting): Promise<string> => (await session(waiting)).taskIntent;

/** Who has the link is signed in nowhere. */
const holder = (): Client => scenes.place.as(undefined);
const fieldOf = (page: string, name: string): string =>
  new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ??
  new RegExp(`<input[^>]*value="([^"]*)"[^>]*name="${name}"`).exec(page)?.[1] ??
  '';

/** What the page's own form would send. */
async function formOf(link: string, decision: string, more: Record<string, string> = {}): Promise<string> {
  const { text } = await holder().get(link);
  const fields = { decision, digest: fieldOf(text, 'digest'), nonce: fieldOf(text, 'nonce'), ...more };
  return new URLSearchParams(fields).toString();
}
const post = (link: string, body: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
  holder().send('POST', link, { body, headers: { 'content-type': form, ...headers } });
/** In each letter of the token the lowest bit: it stays a letter, and most of them are other bytes. */
const withOneBitTurned = (link: string): readonly string[] => {
  const token = link.slice('/a/'.length);
  return Array.from(token, (letter, place) => {
    const turned = String.fromCharCode(letter.charCodeAt(0) ^ 1);
    return `/a/${encodeURIComponent(`${token.slice(0, place)}${turned}${token.slice(place + 1)}`)}`;
  });
};
const statusOf = async (waiting: Waiting): Promise<string> =>
  (await waiting.place.as('viewer').read<Checkpoint>(waiting.C)).status;

describe('mail', () => {
  it('N1 each person whose vote would count gets one mail with a link of their own; the initiator and the agent get none', async () => {
    const { place } = scenes;
    const waiting = await uniqueWork(place, 'reviewer');
    const links = await Promise.all(['admin', 'reviewer2'].map((person) => linkOf(waiting, person)));
    expect(new Set(links).size).toBe(links.length);
    const mails = (await place.as('admin').list<OutboxItem>(`${place.W}/outbox`)).filter(
      ({ checkpointId }) => checkpointId === waiting.checkpoint.id,
    );
    const recipients = mails.map(({ to }) => to.principalId).sort();
    // The owner's address comes from the token, if it holds one.
    expect(recipients.filter((one) => one !== 'owner')).toEqual(['admin', 'reviewer2']);
    for (const { status } of mails) expect(['pending', 'sent']).toContain(status);
  });

  it('N1 no token is in the outbox of the interface beyond the mail itself, nor in the timeline', async () => {
    const { place } = scenes;
    const waiting = await uniqueWork();
    const token = (await linkOf(waiting, 'reviewer')).slice('/a/'.length);
    for (const path of [`${waiting.S}/timeline`, `${place.P}/audit`, waiting.C, `${place.W}/timeline`])
      expect((await place.as('admin').get(path)).text).not.toContain(token);
  });
});

describe('the link', () => {
  it('N1 opening it a hundred times, by GET and HEAD and as scanners do, changes nothing', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const agents = ['Mozilla/5.0', 'Slackbot-LinkExpanding 1.0', 'Microsoft Office SafeLinks', 'Googlebot/2.1'];
    const visits = Array.from({ length: 100 }, (_, number) =>
      holder().send(number % 2 === 0 ? 'GET' : 'HEAD', link, {
        headers: {
          'user-agent': agents[number % agents.length] ?? '',
          ...(number % 5 === 0 ? { purpose: 'prefetch' } : {}),
        },
      }),
    );
    for (const { status } of await Promise.all(visits)) expect(status).toBe(200);
    expect(await statusOf(waiting)).toBe('open');
    expect(await session(waiting)).toMatchObject({ status: 'pending_review', mutationsCount: 0 });
  });

  it('N1 the page shows the review, is not kept anywhere, and gives no address away', async () => {
    const waiting = await uniqueWork();
    const page = await holder().get(await linkOf(waiting, 'reviewer'));
    expect(page.text).toContain(waiting.checkpoint.effect);
    expect(fieldOf(page.text, 'digest')).toBe(waiting.checkpoint.digest);
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
  });

  it('N1 POST decides once and answers 303 to the outcome, also when it is repeated', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    const [first, ...others] = await Promise.all([post(link, body), post(link, body), post(link, body)]);
    const later = await post(link, body);
    for (const { status, headers } of [first, ...others, later]) {
      expect(status).toBe(303);
      expect(headers.get('location')).toBe(first?.headers.get('location'));
    }
    const checkpoint = await waiting.place.as('viewer').read<Checkpoint>(waiting.C);
    expect(checkpoint).toMatchObject({
      status: 'approved',
      decidedBy: 'reviewer',
      decision: { via: 'link', assurance: 'link_holder' },
    });
    expect(await session(waiting)).toMatchObject({ status: 'approved', mutationsCount: waiting.artifacts.length });
    const outcome = await holder().get(link);
    expect(outcome.status).toBe(200);
    expect(fieldOf(outcome.text, 'nonce')).toBe('');
  });

  it('T6 of twenty answers at the same time, yes and no, one counts, once', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const [yes, no] = [await formOf(link, 'approve'), await formOf(link, 'reject', { feedback: 'Not like this.' })];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => post(link, number % 2 ? yes : no)));
    expect(answers.filter(({ status }) => ![303, 409, 410].includes(status))).toEqual([]);
    const [review, ...others] = await waiting.place.as('viewer').list<{ quality: string }>(`${waiting.S}/reviews`);
    expect(others).toEqual([]);
    const decided = review?.quality === 'approved' ? 'approved' : 'rejected';
    expect(await statusOf(waiting)).toBe(decided);
    const mutationsCount = decided === 'approved' ? waiting.artifacts.length : 0;
    expect(await session(waiting)).toMatchObject({ status: decided, mutationsCount });
  });

  it('N1 verdicts and feedback of the form are those of the review', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const verdicts = Object.fromEntries(waiting.artifacts.map(({ id }) => [`verdict.${id}`, 'save_as_draft']));
    expect((await post(link, await formOf(link, 'approve', { ...verdicts, feedback: 'Keep it.' }))).status).toBe(303);
    const [review] = await waiting.place.as('viewer').list<Record<string, unknown>>(`${waiting.S}/reviews`);
    expect(review).toMatchObject({
      artifactsApplied: 0,
      artifactsSaved: waiting.artifacts.length,
      feedback: 'Keep it.',
    });
  });

  it('N1 a form without its nonce, with a foreign one, or with another digest decides nothing', async () => {
    const waiting = await uniqueWork();
    const [link, other] = await Promise.all([linkOf(waiting, 'reviewer'), linkOf(waiting, 'reviewer2')]);
    const foreign = new URLSearchParams(await formOf(other, 'approve')).get('nonce') ?? '';
    const attempts = [
      await formOf(link, 'approve', { nonce: '' }),
      await formOf(link, 'approve', { nonce: foreign }),
      await formOf(link, 'approve', { digest: `sha256:${'0'.repeat(64)}` }),
      await formOf(link, 'perhaps'),
      '',
    ];
    for (const body of attempts) {
      const { status } = await post(link, body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await statusOf(waiting)).toBe('open');
  });

  it('A1 a form with a field that is not of the page, or with one twice, is 400 and decides nothing', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    const [one] = waiting.checkpoint.artifactIds;
    const attempts = [
      `${body}&foo=1`,
      `${body}&verdict.art_00000000000000000000000000=reject`,
      `${body}&decision=reject`,
      `${body}&verdict.${one}=reject&verdict.${one}=apply`,
      body.replace('decision=approve', 'decision=perhaps'),
    ];
    for (const attempt of attempts) expect([attempt, (await post(link, attempt)).status]).toEqual([attempt, 400]);
    expect(await statusOf(waiting)).toBe('open');
    expect((await post(link, body)).status).toBe(303);
  });

  it('G6 a link that has voted leads to its vote, whatever is posted to it afterwards', async () => {
    const place = await scenes.newPlace({ quorum: 2 });
    await importDocuments(place);
    const waiting = await uniqueWork(place);
    const link = await linkOf(waiting, 'reviewer');
    const [yes, no] = [await formOf(link, 'approve'), await formOf(link, 'reject', { feedback: 'Not like this.' })];
    for (const body of [yes, yes, no]) expect((await post(link, body)).status).toBe(303);
    const { status, votes } = await place.as('viewer').read<Checkpoint>(waiting.C);
    expect([status, votes.map(({ quality }) => quality)]).toEqual(['open', ['approved']]);
  });

  it('N1 a form from another site is 403 and decides nothing', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    const origins: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'null' },
      { origin: 'https://evil.example' },
      {},
    ];
    for (const headers of origins) expect([headers, (await post(link, body, headers)).status]).toEqual([headers, 403]);
    expect(await statusOf(waiting)).toBe('open');
    expect((await post(link, body, { origin: new URL(scenes.host.url).origin })).status).toBe(303);
  });

  it('N1 a token that is not known gets one constant 404, whatever it looks like', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const tokens = [...withOneBitTurned(link), `${link}A`, link.slice(0, -1), '/a/x', `/a/${'y'.repeat(8000)}`];
    const pages = await Promise.all(tokens.map((path) => holder().get(path)));
    expect(pages.map(({ status }) => status)).toEqual(tokens.map(() => 404));
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
    const posted = await post('/a/x', 'decision=approve');
    expect(posted.status).toBe(404);
    expect(await statusOf(waiting)).toBe('open');
  });

  it('N1 a decision made elsewhere turns the link into its outcome, and a different POST into 410', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    const reject = { digest: waiting.checkpoint.digest, reason: 'Seen elsewhere.' };
    await waiting.place.as('reviewer2').make(`${waiting.C}/reject`, reject);
    expect((await holder().get(link)).status).toBe(200);
    const late = await post(link, body);
    expect([303, 410]).toContain(late.status);
    expect(await session(waiting)).toMatchObject({ status: 'rejected', mutationsCount: 0 });
  });

  it('N1 a revision supersedes the link: its page shows so, and its POST is 410', async () => {
    const waiting = await uniqueWork();
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    const changes = { digest: waiting.checkpoint.digest, feedback: 'Shorter.' };
    await waiting.place.as('reviewer2').make(`${waiting.C}/request-changes`, changes);
    expect((await holder().get(link)).status).toBe(200);
    expect((await post(link, body)).status).toBe(410);
    expect((await session(waiting)).mutationsCount).toBe(0);
  });

  it('N1 who has lost the role can no longer decide by the link', async () => {
    const place = await scenes.newPlace();
    await importDocuments(place);
    const waiting = await uniqueWork(place);
    const link = await linkOf(waiting, 'reviewer');
    const body = await formOf(link, 'approve');
    await place.as('owner').put(`${place.W}/members/reviewer`, { role: 'viewer' });
    const refused = await post(link, body);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await statusOf(waiting)).toBe('open');
  });

  it('N1 above the policy’s limit of risk the link alone is not enough: POST leads to sign-in', async () => {
    const place = await scenes.newPlace({ linkMaxRisk: 'low' });
    const { id } = await place.as('contributor').make<{ id: string }>(`${place.P}/blocks`, {
      title: 'Returns address',
      content: 'Harbour Street 4.',
      type: 'knowledge',
    });
    await place.as('contributor').make(`${place.P}/blocks/${id}/lock`);
    const waiting = await workToReview(place, {
      taskIntent: `Update the block: replace “Harbour Street 4” with “Quay 7”. Asked as ${randomUUID()}`,
      taskType: 'update',
      context: { blockIds: [id] },
    });
    const link = await linkOf(waiting, 'reviewer');
    const { text } = await holder().get(link);
    expect(fieldOf(text, 'digest')).toBe((await place.as('viewer').read<Checkpoint>(waiting.C)).digest);
    expect(fieldOf(text, 'nonce')).not.toBe('');
    const answer = await post(link, await formOf(link, 'approve'));
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/sign-?in|auth|login/i);
    expect(await statusOf(waiting)).toBe('open');
  });
});
