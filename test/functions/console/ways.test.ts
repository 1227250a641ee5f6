/** The ways to a decision, step by step: by keyboard alone, with and without a script, and from a mail. */
import type { Page } from 'playwright-core';
import { askUntil } from '../../support/ask-until.ts';
import { browsing } from '../../support/browser.ts';
import { startConsoleWork, twoQuestions } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

const patienceMs = 90_000;
/** Nobody tabs on and on: so many steps lead to anything on a page. */
const maxTabs = 60;

const browser = browsing();
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
}, patienceMs);
afterAll(() => host.stop());

/** Tabs until what has the focus matches. @throws Error when it can't be reached so */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < maxTabs; tabs += 1) {
    await page.keyboard.press('Tab');
    if (
      await page
        .locator(selector)
        .first()
        .evaluate((element) => element === element.ownerDocument.activeElement)
    )
      return;
  }
  throw new Error(`${maxTabs} tabs do not lead to ${selector}`);
}
const seesFocus = (page: Page): Promise<unknown> =>
  page.evaluate('getComputedStyle(document.activeElement).outlineStyle !== "none"');

describe.each([
  ['with a script', true],
  ['without a script', false],
])('by keyboard alone, %s,', (_, javaScriptEnabled) => {
  it(
    'C4 one gets from the inbox over the review to a decision',
    async () => {
      const work = await startConsoleWork(host, twoQuestions);
      const page = await browser.openAs('Olivia Hartmann', host.url, { javaScriptEnabled });
      if (page === undefined) return;
      await page.goto('/');
      await tabTo(page, `a[href="${work.reviewPath}"]`);
      if (javaScriptEnabled) expect(await seesFocus(page)).toBe(true);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${work.reviewPath}`);

      if (javaScriptEnabled) {
        for (const key of ['j', 'j', 'd']) await page.keyboard.press(key);
        expect(await page.locator('[data-effect-words]').innerText()).toBe('Approving will apply 1, keep 1 as draft.');
        await page.keyboard.press('f');
      } else {
        await tabTo(page, '#artifact-2 input[type=radio]:checked');
        await page.keyboard.press('ArrowDown');
        await tabTo(page, '#feedback');
      }
      await page.keyboard.type('j k a d r: words, not keys');
      await tabTo(page, 'button[value=approve]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('main').innerText()).toContain('1 applied and 1 kept as draft');
      expect(await page.locator('main').innerText()).toContain('j k a d r: words, not keys');
      await page.context().close();
    },
    patienceMs,
  );
});

describe('from a mail', () => {
  it(
    'N1 a decision of low risk is two clicks away, without signing in',
    async () => {
      const work = await startConsoleWork(host);
      await work.linkFor('reviewer');
      const mail = await askUntil('the mail', async () => {
        const { body } = await host.ask('admin', `GET ${work.workspace}/outbox?limit=100`);
        return body.items.find(
          (one: { checkpointId: string; to: { principalId: string }; html?: string }) =>
            one.checkpointId === work.checkpointId && one.to.principalId === 'reviewer' && one.html !== undefined,
        );
      });
      const page = await browser.open(host.url);
      if (page === undefined) return;
      let clicks = 0;
      const click = async (role: 'link' | 'button', name: RegExp): Promise<void> => {
        clicks += 1;
        await page.getByRole(role, { name }).first().click();
      };
      await page.setContent(mail.html);
      await click('link', /review|decide|read/i);
      await page.waitForSelector('text=What happens if you approve');
      expect(await page.locator('main').innerText()).toContain('Low risk');
      await click('button', /Approve and apply/);
      await page.waitForSelector('text=The outcome');
      expect(await page.locator('main').innerText()).toContain('Decided by Rosa Lindqvist');
      expect(clicks).toBeLessThanOrEqual(3);
      await page.context().close();
    },
    patienceMs,
  );
});
