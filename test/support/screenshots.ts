/**
 * Opens every page of the console with the example's data and keeps what it looks like in ./screenshots: two widths, light and dark.
 * `node --import ./infra/local/typescript.mjs test/support/screenshots.ts [part of a name [width [scheme]]]`. Also says what axe finds.
 */
import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { type ConsoleExample, makeConsoleExample } from './console-example.ts';
import { startTestHost } from './embedded-host.ts';

const folder = 'screenshots';
const widths = [360, 1280] as const;
const schemes = ['light', 'dark'] as const;
const height = 800;

const [wanted = '', onlyWidth, onlyScheme] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
if (browser === undefined) throw new Error('There is no browser: name one with CHROME.');
const host = await startTestHost({ empty: false });
try {
  const example = await makeConsoleExample(host);
  for (const width of widths) {
    for (const scheme of schemes)
      if (`${width}`.includes(onlyWidth ?? '') && scheme.includes(onlyScheme ?? ''))
        await shootAll(browser, example, width, scheme);
  }
} finally {
  await browser.close();
  await host.stop();
}

async function shootAll(
  from: Browser,
  example: ConsoleExample,
  width: number,
  scheme: (typeof schemes)[number],
): Promise<void> {
  const context = await from.newContext({ viewport: { width, height }, colorScheme: scheme, baseURL: host.url });
  const page = await context.newPage();
  await signIn(page, example.visitor);
  for (const [name, path] of Object.entries(example.pages)) {
    if (!name.includes(wanted)) continue;
    const answer = await page.goto(path);
    const file = `${folder}/${name}-${width}-${scheme}`;
    await page.screenshot({ path: `${file}-top.png` });
    await page.screenshot({ path: `${file}.png`, fullPage: true });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const bytes = (await answer?.body())?.length ?? 0;
    const overflow = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    console.log(
      `${name} ${width} ${scheme}: ${answer?.status()} ${bytes} bytes${overflow ? ' WIDER THAN THE SCREEN' : ''}`,
    );
    for (const { id, impact, nodes } of violations)
      console.log(
        `  axe ${impact}: ${id} ${nodes
          .map(({ html }) => html.slice(0, 160))
          .slice(0, 3)
          .join(' | ')}`,
      );
  }
  await context.close();
}

async function signIn(page: Page, personName: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: personName }).click();
  await page.waitForSelector('.brand');
}
