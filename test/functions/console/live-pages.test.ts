/** S10: pages show what has happened while one looks at them, with a WebSocket and without one. */
import type { Page } from 'playwright-core';
import { browsing } from '../../support/browser.ts';
import { type ConsoleWork, startConsoleWork } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

const patienceMs = 60_000;
/** Below the time after which a page asks by itself. */
const atOnceMs = 2_500;

const browser = browsing();
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
}, patienceMs);
afterAll(() => host.stop());

const apiOf = (path: string): string => path.replace('/w/', '/v1/workspaces/').replace('/sessions/', '/work-sessions/');

async function decide(work: ConsoleWork, verb: string, more: object): Promise<void> {
  const { body: checkpoint } = await host.ask('reviewer2', `GET ${apiOf(work.reviewPath)}`);
  const answer = await host.ask('reviewer2', `POST ${apiOf(work.reviewPath)}/${verb}`, {
    body: { digest: checkpoint.digest, ...more },
  });
  expect(answer.status).toBe(200);
}

/** Resolves when the page's WebSocket is open and has asked what it may have missed. */
async function listening(page: Page, path: string): Promise<void> {
  const opened = page.waitForEvent('websocket');
  const asked = page.waitForResponse((response) => /\/(status|inbox-count)$/.test(response.url()));
  await page.goto(path);
  await opened;
  await asked;
}

describe('a page that is looked at', () => {
  it(
    'says at once, beside the buttons, that somebody else has decided, and keeps what was typed',
    async () => {
      const work = await startConsoleWork(host);
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      await listening(page, work.reviewPath);
      await page.getByLabel('Feedback').fill('My own words, half written');
      await decide(work, 'reject', { reason: 'Not needed.' });
      const news = page.locator('.decision-bar .news');
      await news.waitFor({ timeout: atOnceMs });
      expect(await news.innerText()).toContain('Ravi Menon has just rejected this');
      expect(await page.getByLabel('Feedback').inputValue()).toBe('My own words, half written');

      await news.getByRole('link', { name: 'Show it' }).click();
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('[data-unsent]').innerText()).toContain('My own words, half written');
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'says how many have voted where more than one has to',
    async () => {
      const { body: me } = await host.ask('owner', 'GET /v1/me');
      const policy = `/v1/workspaces/${me.memberships[0].workspaceId}/policy`;
      await host.ask('owner', `PUT ${policy}`, { body: { quorum: 2 } });
      const work = await startConsoleWork(host);
      await host.ask('owner', `PUT ${policy}`, { body: {} });
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      await listening(page, work.reviewPath);
      await decide(work, 'approve', {});
      const news = page.locator('.decision-bar .news');
      await news.waitFor({ timeout: atOnceMs });
      expect(await news.innerText()).toContain('Ravi Menon has voted: 1 of 2 approvals so far.');
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'shows a session as it moves',
    async () => {
      const work = await startConsoleWork(host);
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      await listening(page, work.sessionPath);
      await host.ask('owner', `POST ${apiOf(work.sessionPath)}/cancel`, { body: {} });
      await page.waitForSelector('text=Cancelled', { timeout: atOnceMs });
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'counts in the inbox, and leaves its rows where they are until one wants them anew',
    async () => {
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      await listening(page, '/');
      const before = Number(await page.locator('[data-inbox-count]').innerText());
      const rows = await page.locator('main .list > li').count();
      const work = await startConsoleWork(host);
      const note = page.locator('[data-inbox-news]');
      await note.waitFor({ timeout: atOnceMs });
      expect(Number(await page.locator('[data-inbox-count]').innerText())).toBe(before + 1);
      expect(await page.locator('main .list > li').count()).toBe(rows);
      await note.getByRole('link').click();
      await page.waitForSelector(`a[href="${work.reviewPath}"]`);
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'asks every few seconds where no WebSocket opens',
    async () => {
      const work = await startConsoleWork(host);
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      await page.routeWebSocket(/\/live\?/, (socket) => socket.close());
      await page.goto(work.reviewPath);
      await decide(work, 'approve', {});
      const news = page.locator('.decision-bar .news');
      await news.waitFor({ timeout: 10_000 });
      expect(await news.innerText()).toContain('Ravi Menon has just approved this');
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'opens its WebSocket within its own content security policy, and says nothing in the console',
    async () => {
      const work = await startConsoleWork(host);
      const page = await browser.openAs('Olivia Hartmann', host.url);
      if (page === undefined) return;
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      const answer = await page.goto(work.reviewPath);
      const socket = await page.waitForEvent('websocket');
      expect(socket.url().replace(/\?.*/, '')).toBe(`${host.url.replace('http', 'ws')}/live`);
      const policy = answer?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain(`connect-src 'self' ${host.url.replace('http', 'ws')};`.replace(/;$/, ''));
      expect(said).toEqual([]);
      expect(host.logged.join('\n')).not.toContain(new URL(socket.url()).searchParams.get('ticket'));
      await page.context().close();
    },
    patienceMs,
  );
});
