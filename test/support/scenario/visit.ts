/** What a person does with a browser on the host, and what must not happen meanwhile, whatever they do. */
import type { Browser, Page } from 'playwright-core';
import { people } from '../../../infra/local/people.ts';
import { type Host, patienceMs } from './host.ts';

/** A phone. Its width is not emulated as a phone's: there a page that is too wide would be shown smaller instead. */
export const phone = { width: 360, height: 740 };

export interface Visit {
  readonly page: Page;
  /** What was wrong on the way so far: pages wider than the screen, errors of scripts and of loading, requests elsewhere. */
  readonly troubles: readonly string[];
  /** Pages that were opened so far, as paths, in order. */
  readonly seen: readonly string[];
  /** Opens a page and looks at it. */
  open(path: string): Promise<void>;
  /** Looks at the page that a click has led to, once it shows this heading. */
  arrive(heading: string): Promise<void>;
  close(): Promise<void>;
}

interface VisitOptions {
  readonly script?: boolean;
  /** Whether the way may lead over the issuer's page. */
  readonly mayBeAskedToSignIn: boolean;
}

/** Somebody who was never here before, on a phone. */
export async function startVisit(browser: Browser, host: Host, options: VisitOptions): Promise<Visit> {
  const own = new URL(host.url).origin;
  const allowed = new Set([own, ...(options.mayBeAskedToSignIn ? [await issuerOf(host)] : [])]);
  const context = await browser.newContext({
    baseURL: host.url,
    viewport: phone,
    javaScriptEnabled: options.script ?? true,
    // The emulated AWS answers WebSockets under a certificate of its own making.
    ignoreHTTPSErrors: true,
  });
  context.setDefaultTimeout(patienceMs);
  const troubles: string[] = [];
  const seen: string[] = [];
  context.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!allowed.has(origin)) troubles.push(`asked ${origin} for ${request.resourceType()} ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.url()} answered ${response.status()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`the console says: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(`a script failed: ${error.error().message}`));
  const page = await context.newPage();
  const look = async (): Promise<void> => {
    await page.waitForLoadState('load');
    const { pathname } = new URL(page.url());
    seen.push(pathname);
    const width = Number(await page.evaluate('document.scrollingElement.scrollWidth'));
    if (width > phone.width) troubles.push(`${pathname} is ${width} px wide`);
  };
  return {
    page,
    troubles,
    seen,
    async open(path) {
      await page.goto(path);
      await look();
    },
    async arrive(heading) {
      await page.getByRole('heading', { name: heading, exact: true }).first().waitFor();
      await look();
    },
    close: () => context.close(),
  };
}

/** Where the host sends people who are to sign in. */
async function issuerOf(host: Host): Promise<string> {
  const answer = await fetch(`${host.url}/sign-in`, { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`/sign-in answered ${answer.status} and leads nowhere`);
  return new URL(location, host.url).origin;
}

/** At the issuer's page: presses the button of one of the ready-made people. */
export async function signInAs(visit: Visit, personId: string): Promise<void> {
  const name = people.find(({ id }) => id === personId)?.name;
  if (name === undefined) throw new Error(`there is no person ${personId}`);
  await visit.arrive('Sign in to Countersign');
  await visit.page.getByRole('button', { name }).click();
}
