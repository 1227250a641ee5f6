/** A page in a browser, and everything on it that should not have happened. */
import type { Browser, Page } from 'playwright-core';
import { countHidden } from '../../lib/artifacts/index.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Scripts that ran or failed, messages of the console (a policy that had to stop something says so there), requests elsewhere. */
  readonly strange: readonly string[];
}

/** Elements that only words of others could have brought: the pages themselves have none of them within `main`. */
const foreign = [
  'img',
  'script',
  // The outbox shows mails in frames of its own, in which nothing may happen.
  'iframe:not([sandbox=""])',
  'style',
  'svg',
  'math',
  'object',
  'embed',
  'video',
  'audio',
  'link',
  'meta',
  'base',
  'form form',
]
  .map((name) => `main ${name}`)
  .join(', ');

export async function watchedPage(browser: Browser, url: string): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: url });
  const strange: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(url)) strange.push(`asked for ${request.url()}`);
  });
  context.on('dialog', (dialog) => strange.push(`a script ran: ${dialog.message()}`));
  context.on('console', (message) => strange.push(`the console says: ${message.text()}`));
  context.on('weberror', (error) => strange.push(`a script failed: ${error.error().message}`));
  return { page: await context.newPage(), strange };
}

/** What of a text's doing is there, although it should not be: elements, handlers, and characters that nobody sees. */
export async function traces(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  const elements = await page.locator(foreign).count();
  if (elements > 0) found.push(`${elements} elements of somebody else’s`);
  const html = await page.content();
  if (/<[^>]+\son\w+\s*=/i.test(html.replace(/"[^"]*"/g, '""'))) found.push('a handler');
  const hidden = countHidden(html);
  if (hidden > 0) found.push(`${hidden} characters that nobody sees`);
  return found;
}
