/** C6: every page, at the widths of a phone, a tablet and a desk, light and dark, and zoomed: nothing serious for axe, nothing cut off. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { browsing } from '../../support/browser.ts';
import { type ConsoleExample, makeConsoleExample } from '../../support/console-example.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

const patienceMs = 180_000;
const height = 900;
const widths = [360, 768, 1440] as const;
/** What is left of these widths at a zoom of 200 %, and the narrowest that has to do (WCAG 1.4.10). */
const zoomedWidths = [320, 384, 720] as const;
const schemes = ['light', 'dark'] as const;
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const;
/** Pages that are looked at side by side. */
const tabs = 2;

const browser = browsing();
let host: TestHost;
let example: ConsoleExample;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
  example = await makeConsoleExample(host);
}, patienceMs);
afterAll(() => host.stop());

it(
  'C6 every page gives axe nothing serious to find and is never wider than its screen',
  async () => {
    const waiting = Object.entries(example.pages);
    const found: string[] = [];
    const lookAtTheRest = async (): Promise<void> => {
      const page = await browser.openAs(example.visitor, host.url);
      if (page === undefined) return;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [name, path] = next;
        await page.goto(path);
        found.push(...(await troublesOf(page)).map((trouble) => `${name}: ${trouble}`));
      }
      await page.context().close();
    };
    await Promise.all(Array.from({ length: tabs }, lookAtTheRest));
    expect(found).toEqual([]);
  },
  patienceMs,
);

async function troublesOf(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  // Brings axe into the page, where it stays for the other widths and schemes.
  await new AxeBuilder({ page }).setLegacyMode(true).include('title').analyze();
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      // The second scheme changes colours only.
      const runOnly = colorScheme === 'dark' ? ['color-contrast'] : standards;
      const answer: unknown = await page.evaluate(
        `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`,
      );
      for (const { id, impact, nodes } of Violations.parse(answer).violations)
        if (impact === 'serious' || impact === 'critical')
          found.push(`${width} px, ${colorScheme}: ${id} ${nodes[0]?.html}`);
    }
  }
  for (const width of [...widths, ...zoomedWidths]) {
    await page.setViewportSize({ width, height: width < widths[0] ? height / 2 : height });
    const needed: unknown = await page.evaluate('document.documentElement.scrollWidth');
    if (needed !== width) found.push(`${width} px: needs ${needed} px`);
  }
  return found;
}

/** Of what axe says, what is looked at here. */
const Violations = z.object({
  violations: z.array(
    z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});
