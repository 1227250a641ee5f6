/** The pages in a real browser: the keys, deciding without a script, and a link that is only looked at. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from '../../support/browser.ts';
import { startConsoleWork } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

const patienceMs = 120_000;

let host: TestHost;
let browser: Browser | undefined;

beforeAll(async () => {
  browser = await startBrowser();
  if (browser === undefined) console.warn('NO BROWSER: the pages are not looked at. Name a Chromium with CHROME.');
  host = await startTestHost({ empty: false });
}, patienceMs);
afterAll(async () => {
  await browser?.close();
  await host.stop();
});

async function signedIn(person: string, options: BrowserContextOptions = {}): Promise<Page | undefined> {
  const context = await browser?.newContext({ baseURL: host.url, viewport: { width: 360, height: 720 }, ...options });
  const page = await context?.newPage();
  await page?.goto('/');
  await page?.getByRole('button', { name: person }).click();
  await page?.waitForSelector('.brand');
  return page;
}

describe('the pages in a browser', () => {
  it(
    'C4 are decided with the keyboard, and no key decides by itself',
    async () => {
      const work = await startConsoleWork(host);
      const page = await signedIn('Olivia Hartmann');
      if (page === undefined) return;
      await page.goto(work.reviewPath);
      for (const key of ['j', 'd', 'j', 'r', 'k', 'a', 'j', 'd']) await page.keyboard.press(key);
      expect(await page.locator('[data-effect-words]').textContent()).toContain('as draft');
      expect(new URL(page.url()).pathname).toBe(work.reviewPath);
      await page.keyboard.press('f');
      await page.keyboard.type('a j r k: these are words');
      expect(await page.locator('#feedback').inputValue()).toBe('a j r k: these are words');
      await page.locator('#feedback').blur();
      await page.keyboard.press('?');
      expect(await page.locator('#keys').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await page.locator('button[value=approve]').focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('main').textContent()).toContain('Decided by Olivia Hartmann');
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'N1 decide by link without a script, on a phone',
    async () => {
      const work = await startConsoleWork(host);
      const context = await browser?.newContext({
        baseURL: host.url,
        javaScriptEnabled: false,
        viewport: { width: 360, height: 640 },
      });
      const page = await context?.newPage();
      if (page === undefined) return;
      await page.goto(await work.linkFor('reviewer'));
      const button = page.getByRole('button', { name: 'Approve and apply' });
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await button.click();
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('main').textContent()).toContain('Decided by Rosa Lindqvist');
      await context?.close();
    },
    patienceMs,
  );

  it(
    'N1 a link that is opened and left alone for a while decides nothing',
    async () => {
      const work = await startConsoleWork(host);
      const context = await browser?.newContext({ baseURL: host.url });
      const page = await context?.newPage();
      if (page === undefined) return;
      const methods: string[] = [];
      page.on('request', (request) => methods.push(request.method()));
      await page.goto(await work.linkFor('reviewer'));
      await page.clock.install();
      await page.clock.runFor(30_000);
      expect(new Set(methods)).toEqual(new Set(['GET']));
      await context?.close();
    },
    patienceMs,
  );
});
