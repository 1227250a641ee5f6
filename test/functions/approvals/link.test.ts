import { type ConsoleWork, startConsoleWork } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { fieldOf, type PageVisitor, pageVisitor } from '../../support/page-visitor.ts';

let host: TestHost;
let anyone: PageVisitor;

beforeAll(async () => {
  host = await startTestHost({ empty: false });
  anyone = await pageVisitor(host, undefined);
}, 60_000);
afterAll(() => host.stop());

interface Opened {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}
async function openedBy(work: ConsoleWork, personId = 'reviewer'): Promise<Opened> {
  const path = await work.linkFor(personId);
  const { text } = await anyone.get(path);
  return { path, fields: { digest: fieldOf(text, 'digest'), nonce: fieldOf(text, 'nonce') } };
}
const statusOf = async (work: ConsoleWork): Promise<string> => {
  const api = work.sessionPath.replace('/w/', '/v1/workspaces/').replace('/sessions/', '/work-sessions/');
  return (await host.ask('owner', `GET ${api}`)).body.status;
};

describe('GET /a/{token}', () => {
  it('N1 shows the review, says whose link it is, and is kept by nobody', async () => {
    const work = await startConsoleWork(host);
    const { status, text, headers } = await anyone.get(await work.linkFor('reviewer'));
    expect(status).toBe(200);
    expect(text).toContain('This link is for <strong><bdi>Rosa Lindqvist</bdi></strong>');
    expect(text).toContain('What happens if you approve');
    expect(text).not.toContain('<script');
    expect(text).not.toContain('href="/w/');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('content-security-policy')).not.toContain('connect-src');
  });

  it('T6 writes nothing, however often scanners look', async () => {
    const work = await startConsoleWork(host);
    const path = await work.linkFor('reviewer');
    const before = await rowsOf(work);
    for (const agent of ['Slackbot-LinkExpanding 1.0', 'Mimecast', 'SafeLinks'])
      for (const method of ['GET', 'HEAD'])
        await fetch(`${host.url}${path}`, { method, headers: { 'user-agent': agent, 'sec-purpose': 'prefetch' } });
    expect(await rowsOf(work)).toEqual(before);
    expect(await statusOf(work)).toBe('pending_review');
  });

  it('answers HEAD without a body', async () => {
    const work = await startConsoleWork(host);
    const answer = await fetch(`${host.url}${await work.linkFor('reviewer')}`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('T6 answers every token that is not ours with one constant page', async () => {
    const work = await startConsoleWork(host);
    const path = await work.linkFor('reviewer');
    const token = path.slice('/a/'.length);
    const flipped = [...token].map(
      (letter, place) => token.slice(0, place) + (letter === 'A' ? 'B' : 'A') + token.slice(place + 1),
    );
    const others = [...flipped, `${token}A`, token.slice(1), 'x'.repeat(300)].filter((other) => other !== token);
    const answers = await Promise.all(others.map((other) => anyone.get(`/a/${encodeURIComponent(other)}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('x-robots-tag'))).size).toBe(1);
  });

  it('I13 leaves no token in the log', async () => {
    const work = await startConsoleWork(host);
    const path = await work.linkFor('reviewer');
    await anyone.get(path);
    await anyone.post(path, {}, { 'sec-fetch-site': 'cross-site' });
    expect(host.logged.join('\n')).not.toContain(path.slice('/a/'.length));
  });
});

/** Everything that is kept about a session. */
async function rowsOf(work: ConsoleWork): Promise<unknown> {
  const [, , workspaceId] = work.sessionPath.split('/');
  const sessionId = work.sessionPath.split('/').at(-1);
  const { rows } = await host.platform.table.query({
    table: 'work',
    pk: `W#${workspaceId}#ses#${sessionId}`,
    limit: 1000,
  });
  return rows;
}

describe('POST /a/{token}', () => {
  it('N1 decides once, of twenty at the same time, and leads everybody to the outcome', async () => {
    const work = await startConsoleWork(host);
    const { path, fields } = await openedBy(work);
    const sent = Array.from({ length: 20 }, () => anyone.post(path, { ...fields, decision: 'approve' }));
    const answers = await Promise.all(sent);
    expect(answers.map(({ status, location }) => [status, location])).toEqual(answers.map(() => [303, path]));
    const { status, text } = await anyone.get(path);
    expect(status).toBe(200);
    expect(text).toContain('Decided by <bdi>Rosa Lindqvist</bdi>');
    expect(text).toContain('by a mailed link');
    expect(await statusOf(work)).toBe('approved');
    expect((await anyone.post(path, { ...fields, decision: 'approve' })).status).toBe(303);
  });

  it('takes a rejection without words, and verdicts for single artifacts', async () => {
    const rejected = await startConsoleWork(host);
    const no = await openedBy(rejected);
    expect((await anyone.post(no.path, { ...no.fields, decision: 'reject' })).status).toBe(303);
    expect(await statusOf(rejected)).toBe('rejected');

    const kept = await startConsoleWork(host);
    const link = await openedBy(kept);
    const ids = [...(await anyone.get(link.path)).text.matchAll(/name="verdict\.(art_\w+)"/g)].map(
      ([, id]) => id ?? '',
    );
    const verdicts = Object.fromEntries(ids.map((id) => [`verdict.${id}`, 'save_as_draft']));
    expect((await anyone.post(link.path, { ...link.fields, ...verdicts, decision: 'approve' })).status).toBe(303);
    expect((await anyone.get(link.path)).text).toContain('Kept as a draft');
  });

  it('asks for words before it sends the work back', async () => {
    const work = await startConsoleWork(host);
    const { path, fields } = await openedBy(work);
    const refused = await anyone.post(path, { ...fields, decision: 'request_changes' });
    expect([refused.status, refused.text.includes('id="feedback-error"')]).toEqual([400, true]);
    expect((await anyone.post(path, { ...fields, decision: 'request_changes', feedback: 'Shorter' })).status).toBe(303);
  });

  it('is gone for whoever comes after the work was sent back, but not for who sent it back', async () => {
    const work = await startConsoleWork(host);
    const first = await openedBy(work);
    const second = await openedBy(work, 'reviewer2');
    const sendBack = { ...first.fields, decision: 'request_changes', feedback: 'Shorter' };
    await anyone.post(first.path, sendBack);
    expect((await anyone.post(first.path, sendBack)).status).toBe(303);
    const late = await anyone.post(second.path, { ...second.fields, decision: 'approve', feedback: 'Words' });
    expect(late.status).toBe(410);
    expect(late.text).toContain('Sent back with feedback');
    expect(late.text).toContain('Words');
    expect((await anyone.get(second.path)).status).toBe(200);
  });

  it('is gone when the work was cancelled', async () => {
    const work = await startConsoleWork(host);
    const { path, fields } = await openedBy(work);
    const owner = await pageVisitor(host, 'owner');
    expect((await owner.post(work.sessionPath, { action: 'cancel' })).status).toBe(303);
    const late = await anyone.post(path, { ...fields, decision: 'approve' });
    expect([late.status, late.text.includes('Withdrawn')]).toEqual([410, true]);
  });

  it('T6 is refused from another site, and where nothing says which site it is', async () => {
    const work = await startConsoleWork(host);
    const { path, fields } = await openedBy(work);
    const approve = new URLSearchParams({ ...fields, decision: 'approve' });
    const send = (headers: Readonly<Record<string, string>>): Promise<number> =>
      fetch(`${host.url}${path}`, { method: 'POST', redirect: 'manual', body: approve, headers }).then(
        ({ status }) => status,
      );
    expect(await send({ 'sec-fetch-site': 'cross-site', origin: host.url })).toBe(403);
    expect(await send({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await send({ origin: 'https://evil.example' })).toBe(403);
    expect(await send({ origin: 'null' })).toBe(403);
    expect(await send({})).toBe(403);
    expect(await statusOf(work)).toBe('pending_review');
    expect(await send({ origin: host.url })).toBe(303);
  });

  it('is refused without the proof that the page was opened from this link, and keeps the words', async () => {
    const work = await startConsoleWork(host);
    const mine = await openedBy(work);
    const other = await openedBy(work, 'reviewer2');
    const tries = [
      { digest: mine.fields.digest ?? '', nonce: '' },
      { digest: mine.fields.digest ?? '', nonce: other.fields.nonce ?? '' },
      { digest: 'sha256:other', nonce: mine.fields.nonce ?? '' },
    ];
    for (const fields of tries) {
      const refused = await anyone.post(mine.path, { ...fields, decision: 'approve', feedback: 'Kept words' });
      expect([refused.status, refused.text.includes('Kept words')]).toEqual([403, true]);
    }
    expect(await statusOf(work)).toBe('pending_review');
  });
});

describe('above the risk that a link may decide', () => {
  it('the recipient has to sign in, and nobody else can', async () => {
    const project = (await startConsoleWork(host)).sessionPath
      .split('/sessions/')[0]
      ?.replace('/w/', '/v1/workspaces/');
    const { body: blocks } = await host.ask('owner', `GET ${project}/blocks?limit=100`);
    const block = blocks.items.find(({ title }: { title: string }) => title.includes('Limits'));
    await host.ask('owner', `POST ${project}/blocks/${block.id}/lock`, { body: {} });
    const work = await startConsoleWork(host, {
      taskIntent: `Say “${block.title}” shorter`,
      taskType: 'update',
      agentType: 'content',
      context: { blockIds: [block.id] },
    });
    const path = await work.linkFor('reviewer');
    const strange = await anyone.get(path);
    expect(strange.text).toContain('Sign in to decide');
    expect(strange.text).not.toContain('Approve and apply');

    const recipient = await pageVisitor(host, 'reviewer');
    const other = await pageVisitor(host, 'owner');
    const page = await recipient.get(path);
    const fields = { digest: fieldOf(page.text, 'digest'), nonce: fieldOf(page.text, 'nonce'), decision: 'approve' };
    const unsigned = await anyone.post(path, fields);
    expect([unsigned.status, unsigned.location]).toEqual([303, `/sign-in?return=${encodeURIComponent(path)}`]);
    expect((await other.post(path, fields)).status).toBe(403);
    expect(await statusOf(work)).toBe('pending_review');
    expect((await recipient.post(path, fields)).status).toBe(303);
    expect((await anyone.get(path)).text).toContain('by a mailed link and signed in');
  });
});
