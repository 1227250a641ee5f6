/** A headless Chromium for tests: the one that comes as a package on x64 Linux, or the one that CHROME names. */
import type { Browser } from 'playwright-core';

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
