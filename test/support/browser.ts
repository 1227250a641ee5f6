/** A headless Chromium for tests: the one that comes as a package on x64 Linux, or the one that CHROME names. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** undefined where there is no browser to start; whoever asks says so loudly. */
export async function startBrowser(): Promise<Browser | undefined> {
  const given = process.env.CHROME;
  if (given === undefined && (process.platform !== 'linux' || process.arch !== 'x64')) return undefined;
  // The package then uses the libraries that it ships, whatever the system has.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x';
  const [{ default: packaged }, { chromium }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  const executablePath = given ?? (await packaged.executablePath());
  return chromium.launch({ executablePath, args: browserArguments, headless: true });
}

/** Opens pages in a browser of the whole file's. */
export interface Browsing {
  /** undefined where there is no browser */
  open(baseURL: string, options?: BrowserContextOptions): Promise<Page | undefined>;
  /** As a ready-made person, by name. */
  openAs(personName: string, baseURL: string, options?: BrowserContextOptions): Promise<Page | undefined>;
}

const phone = { width: 360, height: 740 };

/** Starts a browser before the file's first test and closes it after the last. */
export function browsing(): Browsing {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
    if (browser === undefined) console.warn('NO BROWSER: the pages are not looked at. Name a Chromium with CHROME.');
  }, 60_000);
  afterAll(async () => browser?.close());
  const open: Browsing['open'] = async (baseURL, options = {}) => {
    const context = await browser?.newContext({ baseURL, viewport: phone, ...options });
    return context?.newPage();
  };
  return {
    open,
    async openAs(personName, baseURL, options) {
      const page = await open(baseURL, options);
      if (page !== undefined) await signInAs(page, personName);
      return page;
    },
  };
}

/** At the embedded host's own sign-in page. */
export async function signInAs(page: Page, personName: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: personName }).click();
  await page.waitForSelector('.brand');
}
