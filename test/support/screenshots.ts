/**
 * `npm run screenshots`: keeps in ./screenshots what every page looks like with the example's data, at three widths, light and dark.
 * `npm run screenshots -- [part of a name [width [scheme]]]` makes some of them. `…-top` is what one sees without scrolling.
 */
import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { signInAs, startBrowser } from './browser.ts';
import { type ConsoleExample, makeConsoleExample } from './console-example.ts';
import { startTestHost } from './embedded-host.ts';

const folder = 'screenshots';
const widths = [360, 768, 1440] as const;
const schemes = ['light', 'dark'] as const;
const height = 800;

const [wanted = '', onlyWidth = '', onlyScheme = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
if (browser === undefined) throw new Error('There is no browser: name one with CHROME.');
const host = await startTestHost({ empty: false });
let made = 0;
try {
  const example = await makeConsoleExample(host);
  for (const width of widths)
    for (const scheme of schemes)
      if (`${width}`.includes(onlyWidth) && scheme.includes(onlyScheme))
        await shootAll(browser, example, width, scheme);
} finally {
  await browser.close();
  await host.stop();
}
console.log(`${made} pictures in ${folder}/`);

async function shootAll(
  from: Browser,
  example: ConsoleExample,
  width: number,
  colorScheme: (typeof schemes)[number],
): Promise<void> {
  const context = await from.newContext({ viewport: { width, height }, colorScheme, baseURL: host.url });
  const page = await context.newPage();
  await signInAs(page, example.visitor);
  for (const [name, path] of Object.entries(example.pages)) {
    if (!name.includes(wanted)) continue;
    await page.goto(path);
    const file = `${folder}/${name}-${width}-${colorScheme}`;
    await page.screenshot({ path: `${file}-top.png` });
    await page.screenshot({ path: `${file}.png`, fullPage: true });
    made += 2;
  }
  await context.close();
}
