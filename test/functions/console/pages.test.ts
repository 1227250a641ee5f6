import { gzipSync } from 'node:zlib';
import { assetPaths } from '../../../functions/console/assets/asset-paths.ts';
import { consoleRoutes } from '../../../functions/console/page-routes.ts';
import { type ConsoleExample, makeConsoleExample } from '../../support/console-example.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { type PageVisitor, pageVisitor } from '../../support/page-visitor.ts';

/** Compressed: the page with its style, script and icon. */
const maxPageBytes = 60 * 1024;
const maxScriptBytes = 15 * 1024;

let host: TestHost;
let example: ConsoleExample;
let owner: PageVisitor;
let viewer: PageVisitor;
let outsider: PageVisitor;
let stranger: PageVisitor;

beforeAll(async () => {
  host = await startTestHost({ empty: false });
  example = await makeConsoleExample(host);
  owner = await pageVisitor(host, 'owner');
  viewer = await pageVisitor(host, 'viewer');
  outsider = await pageVisitor(host, 'outsider');
  stranger = await pageVisitor(host, undefined);
}, 60_000);
afterAll(() => host.stop());

describe('every page', () => {
  it('is small, private, and lets nothing run that is not ours', async () => {
    const sizes = await Promise.all(
      Object.values(assetPaths).map(async (path) => gzipSync((await owner.get(path)).text).length),
    );
    const assetBytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(gzipSync((await owner.get(assetPaths.script)).text).length).toBeLessThan(maxScriptBytes);
    for (const [name, path] of Object.entries(example.pages)) {
      const { status, text, headers } = await owner.get(path);
      expect([name, status]).toEqual([name, name === 'not-found' || name === 'link-unknown' ? 404 : 200]);
      expect(gzipSync(text).length + assetBytes).toBeLessThan(maxPageBytes);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(text).not.toMatch(/<script(?! src="\/assets\/)|<style|style="|\son\w+="/);
    }
  });

  it('G17 of a workspace is absent to who is not in it, like one that does not exist', async () => {
    const foreign = await outsider.get(example.project);
    const absent = await outsider.get(example.project.replace(/prj_.*$/, 'prj_01JABCDEFGHJKMNPQRSTVWXYZ0'));
    const withoutId = (text: string): string => text.replace(/req_\w+/, '');
    expect([foreign.status, withoutId(foreign.text)]).toEqual([404, withoutId(absent.text)]);
  });

  it('asks strangers to sign in and leads them back', async () => {
    const { status, location } = await stranger.get(`${example.project}/work?status=failed`);
    expect(status).toBe(303);
    expect(location).toBe(`/sign-in?return=${encodeURIComponent(`${example.project}/work?status=failed`)}`);
  });

  it('answers an unknown address with a page', async () => {
    expect((await owner.get(`${example.project}/blocks/nonsense`)).status).toBe(404);
  });
});

describe('every form', () => {
  const forms = Object.values(consoleRoutes).filter(({ method }) => method === 'POST');

  it('is refused when another site sends it', async () => {
    for (const { path } of forms) {
      const there = path.replace(/\{\w+\}/g, 'x');
      expect((await owner.post(there, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    }
  });

  it('keeps every word when the sign-in has ended', async () => {
    const words = 'Please say more about the limits, and less about everything else.';
    const { status, text } = await stranger.post(example.reviewPath, { decision: 'request_changes', feedback: words });
    expect(status).toBe(401);
    expect(text).toContain(words);
    expect(text).toContain('value="request_changes"');
  });

  it('is not offered to who may not use it, and refused if sent all the same', async () => {
    expect((await viewer.get(example.reviewPath)).text).not.toContain('<form method="post" action="/w/');
    const { status, text } = await viewer.post(example.reviewPath, { decision: 'approve' });
    expect(status).toBe(403);
    expect(text).toContain('This is not open to you');
  });
});

describe('the inbox', () => {
  it('N4 shows what waits, with its effect, risk and due time', async () => {
    const { text } = await owner.get('/');
    expect(text).toContain('2 blocks created');
    expect(text).toContain('Low risk');
    expect(text).toContain('Due ');
  });

  it('says what is going on when nothing waits', async () => {
    const { text } = await viewer.get('/');
    expect(text).toContain('Nothing waits for you');
    expect(text).toContain('Going on now');
  });

  it('counts for the badge', async () => {
    const workspace = example.project.split('/').slice(0, 3).join('/');
    const { text } = await owner.get(`${workspace}/inbox-count`);
    expect(JSON.parse(text)).toEqual({ count: 5 });
  });

  it('offers a workspace to who is in none', async () => {
    expect((await outsider.get('/')).text).toContain('Begin the workspace');
    const refused = await outsider.post('/', { name: ' ' });
    expect(refused.status).toBe(400);
  });
});

describe('a session', () => {
  it('S10 is polled with an ETag', async () => {
    const path = `${example.pages['session-waiting']}/status`;
    const first = await owner.get(path);
    expect(JSON.parse(first.text)).toMatchObject({ status: 'pending_review' });
    const tag = first.headers.get('etag') ?? '';
    expect((await owner.get(path, { 'if-none-match': tag })).status).toBe(304);
  });

  it('is started by a form, with what only its kind of agent is asked', async () => {
    const form = await owner.get(example.pages['new-session'] ?? '');
    const agentId = /name="agentProfileId" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
    const fields = { agentProfileId: agentId, taskType: 'research', approvalStrategy: 'final_only', start: 'later' };
    const empty = await owner.post(`${example.project}/new-session`, { ...fields, taskIntent: '' });
    expect(empty.status).toBe(400);
    expect(empty.text).toContain('Say what the agent shall do.');
    const made = await owner.post(`${example.project}/new-session`, { ...fields, taskIntent: 'Look at the limits' });
    expect(made.status).toBe(303);
    const session = await owner.get(made.location ?? '');
    expect(session.text).toContain('Prepared, but not started.');
    const cancelled = await owner.post(made.location ?? '', { action: 'cancel', reason: 'Not needed' });
    expect(cancelled.status).toBe(303);
    const again = await owner.post(made.location ?? '', { action: 'cancel' });
    expect(again.status).toBe(409);
  });
});

describe('knowledge', () => {
  it('is imported from a pasted file, and the same again changes nothing', async () => {
    const fields = { path: 'notes/tone.md', content: '# Tone\r\n\r\nFriendly.\r\n' };
    expect((await owner.post(`${example.project}/import`, fields)).text).toContain('1 block created');
    expect((await owner.post(`${example.project}/import`, fields)).text).toContain(
      '0 blocks created, 0 updated, 1 unchanged',
    );
    const refused = await owner.post(`${example.project}/import`, { path: '', content: 'kept text' });
    expect([refused.status, refused.text.includes('kept text')]).toEqual([400, true]);
  });

  it('shows why a block is so, and is locked with a reason', async () => {
    const path = example.pages.block ?? '';
    const { text } = await owner.get(path);
    expect(text).toContain('Imported by Olivia Hartmann');
    expect((await owner.post(path, { action: 'lock', reason: 'Agreed' })).status).toBe(303);
    const twice = await owner.post(path, { action: 'lock', reason: 'Words that stay' });
    expect([twice.status, twice.text.includes('Words that stay')]).toEqual([409, true]);
  });

  it('G15 shows a chain that holds, and exports it', async () => {
    expect((await owner.get(`${example.project}/audit?verify=1`)).text).toContain('The chain holds');
    const { headers, text } = await owner.get(`${example.project}/audit/export`);
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(text.trim().split('\n').length).toBeGreaterThan(10);
  });
});
