/** C4: what people typed or chose survives everything that can happen between reading and sending. */
import type { Page } from 'playwright-core';
import { browsing } from '../../support/browser.ts';
import { type ConsoleWork, startConsoleWork, twoQuestions } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

const patienceMs = 90_000;
const words = 'Shorter, please: say “order number” once.\nAnd name the source.';

const browser = browsing();
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
}, patienceMs);
afterAll(() => host.stop());

/** A review as Olivia sees it, with her words in it and its second artifact marked. */
async function halfWritten(work: ConsoleWork, options: { readonly script?: boolean } = {}): Promise<Page | undefined> {
  const page = await browser.openAs('Olivia Hartmann', host.url, { javaScriptEnabled: options.script ?? true });
  if (page === undefined) return undefined;
  await page.goto(work.reviewPath);
  await page.getByLabel('Feedback').fill(words);
  await secondArtifact(page).getByLabel('Keep as a draft').check();
  return page;
}
const secondArtifact = (page: Page) => page.locator('.artifact').nth(1);
const isHalfWritten = async (page: Page): Promise<void> => {
  expect(await page.getByLabel('Feedback').inputValue()).toBe(words);
  expect(await secondArtifact(page).getByLabel('Keep as a draft').isChecked()).toBe(true);
};
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();

describe.each([
  ['with a script', true],
  ['without a script', false],
])('a review that is half written, %s,', (_, script) => {
  it(
    'comes through an ended sign-in: one signs in beside it and sends it',
    async () => {
      const page = await halfWritten(await startConsoleWork(host, twoQuestions), { script });
      if (page === undefined) return;
      await page.context().clearCookies({ name: /countersign/ });
      await press(page, 'Send back with feedback');
      await page.waitForSelector('text=Your sign-in has ended');
      expect(await page.getByLabel('Feedback').inputValue()).toBe(words);
      expect(await page.locator('main').innerText()).toContain('You were about to send back with feedback.');

      const [beside] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Sign in again in a new tab' }).click(),
      ]);
      await beside.waitForLoadState();
      if (await beside.getByRole('button', { name: 'Olivia Hartmann' }).isVisible())
        await press(beside, 'Olivia Hartmann');
      await beside.waitForSelector('text=You are signed in again');
      await beside.close();

      await press(page, 'Send it again');
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('main').innerText()).toContain('Sent back with feedback');
      expect((await page.locator('.effect .quote').innerText()).replaceAll('\r', '')).toContain(
        'say “order number” once.',
      );
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'comes through an error in the form, which leads to its field',
    async () => {
      const page = await halfWritten(await startConsoleWork(host, twoQuestions), { script });
      if (page === undefined) return;
      await page.getByLabel('Feedback').fill('   ');
      await press(page, 'Send back with feedback');
      const error = page.getByRole('alert').getByRole('link', { name: 'Say what should be changed' });
      await error.click();
      expect(new URL(page.url()).hash).toBe('#feedback');
      expect(await secondArtifact(page).getByLabel('Keep as a draft').isChecked()).toBe(true);
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'comes through a page that has become stale',
    async () => {
      const work = await startConsoleWork(host, twoQuestions);
      const page = await halfWritten(work, { script });
      if (page === undefined) return;
      const api = work.reviewPath.replace('/w/', '/v1/workspaces/').replace('/sessions/', '/work-sessions/');
      const { body: checkpoint } = await host.ask('reviewer', `GET ${api}`);
      await host.ask('reviewer', `POST ${api}/request-changes`, {
        body: { digest: checkpoint.digest, feedback: 'Mention the limits.' },
      });
      await work.nextReviewPath();
      await press(page, 'Approve and apply');
      await page.waitForSelector('text=The work has changed while you were reading');
      await isHalfWritten(page);
      await page.context().close();
    },
    patienceMs,
  );
});

describe('a review that is half written', () => {
  it(
    'is there again after signing in in the same tab, a reload or a look elsewhere',
    async () => {
      const work = await startConsoleWork(host, twoQuestions);
      const page = await halfWritten(work);
      if (page === undefined) return;
      await page.goto('/');
      await page.goto(work.reviewPath);
      await isHalfWritten(page);
      await page.context().clearCookies({ name: /countersign/ });
      await page.reload();
      if (await page.getByRole('button', { name: 'Olivia Hartmann' }).isVisible()) await press(page, 'Olivia Hartmann');
      await page.waitForSelector('text=What happens if you approve');
      await isHalfWritten(page);
      await page.context().close();
    },
    patienceMs,
  );

  it(
    'is sent once, however often the button is pressed',
    async () => {
      const page = await halfWritten(await startConsoleWork(host, twoQuestions));
      if (page === undefined) return;
      const posted: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.isNavigationRequest()) posted.push(request.url());
      });
      await page.getByRole('button', { name: 'Approve and apply' }).dblclick();
      await page.waitForSelector('text=The outcome');
      expect(posted).toHaveLength(1);
      expect(await page.locator('.effect-words').innerText()).toBe('Approved: 1 applied and 1 kept as draft.');
      await page.context().close();
    },
    patienceMs,
  );
});
