/** What agents write, in a browser: on every page that shows it, in the mail and on the page of the link (T10). */
import type { Browser } from 'playwright-core';
import { countHidden } from '../../lib/artifacts/index.ts';
import { renderMail, subjectOf } from '../../lib/notifications/render-mail.ts';
import type { Mail } from '../../lib/platform/index.ts';
import { attacks } from '../functions/console/text/attacks.ts';
import { startBrowser } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/embedded-host.ts';
import { eventually, newPlace, type OutboxItem, type Place, type Waiting } from '../support/scenario/index.ts';
import { type ScriptedModel, type Step, says, startScriptedModel } from '../support/scripted-model.ts';
import { hostileTurns, hostileWork, oneLineOf } from './hostile-work.ts';
import { traces, type WatchedPage, watchedPage } from './watched-page.ts';

const patienceMs = 120_000;
const updated = 4;
const hidden = 'Harmless\u200b\u202e\u{e0041}\u3164';

let browser: Browser | undefined;
let model: ScriptedModel;
let host: TestHost;
let place: Place;
let waiting: Waiting;
let blockIds: readonly string[];
let steps: Step[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  if (browser === undefined) throw new Error('There is no Chromium here: name an installed one with CHROME.');
  model = await startScriptedModel(() => steps.shift() ?? says('Nothing is left to do.'));
  host = await startTestHost({ environment: { MODEL_BASE_URL: model.url }, modelId: 'claude-sonnet-5-5' });
  place = await newPlace({ url: host.url, token: async (person) => host.token(person) });
  blockIds = await Promise.all(
    Array.from({ length: updated }, (_, number) => writeBlock(`Old ${number}`, 'As it was.')),
  );
  steps = hostileTurns(blockIds);
  waiting = await hostileWork(place, blockIds, hidden);
}, patienceMs);
afterAll(async () => {
  await browser?.close();
  await host.stop();
  await model.close();
});

const writeBlock = async (title: string, content: string): Promise<string> =>
  (await place.as('owner').make<{ id: string }>(`${place.P}/blocks`, { title, content, type: 'knowledge' })).id;
const pagesOf = (address: string): string =>
  address.replace('/v1/workspaces/', '/w/').replace('/work-sessions/', '/sessions/');

async function open(personName?: string): Promise<WatchedPage> {
  if (browser === undefined) throw new Error('the browser did not start');
  const watched = await watchedPage(browser, host.url);
  if (personName !== undefined) {
    await watched.page.goto('/');
    await watched.page.getByRole('button', { name: personName }).click();
    await watched.page.waitForSelector('.brand');
  }
  return watched;
}

/** Opens each page and looks for what should not be there. */
async function look({ page, strange }: WatchedPage, paths: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (const path of paths) {
    const answer = await page.goto(path);
    if (answer?.status() !== 200) found.push(`${path} answered ${answer?.status()}`);
    for (const trace of await traces(page)) found.push(`${path}: ${trace}`);
  }
  expect(found).toEqual([]);
  expect(strange).toEqual([]);
}

describe('texts that attack', () => {
  it('T10 are at least 150, all different', () => {
    expect(new Set(attacks).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(150);
    expect(waiting.artifacts.length).toBe(attacks.length + updated);
  });

  it(
    'T10 run nothing, load nothing and hide nothing on the review, with its diffs, and on the page of the link',
    async () => {
      const reviewer = await open('Rosa Lindqvist');
      const holder = await open();
      const link = await eventually('the mail', async () => (await mails()).flatMap(linkIn)[0]);
      await look(reviewer, [pagesOf(waiting.C), `${pagesOf(waiting.C)}?whole=${waiting.artifacts[0]?.id}`]);
      expect(await reviewer.page.locator('.hidden-character').count()).toBeGreaterThan(100);
      await look(holder, [link]);
      expect(await holder.page.locator('article').count()).toBeGreaterThanOrEqual(attacks.length);
    },
    patienceMs,
  );

  it(
    'T10 are as harmless as blocks and documents that were applied, compared with what was there before',
    async () => {
      const { digest } = waiting.checkpoint;
      await place
        .as('reviewer')
        .make(`${waiting.C}/comments`, { text: oneLineOf(attacks.slice(0, 40).join(' '), 2_000) });
      const feedback = oneLineOf(attacks.slice(40, 90).join(' '), 4_000);
      const { reviewId } = await place
        .as('reviewer')
        .make<{ reviewId: string }>(`${waiting.C}/approve`, { digest, feedback });
      const documents = attacks.map((attack, number) => ({
        path: `${number} ${attack.slice(0, 40).replace(/[^\p{L}\p{N}<>="'()&;.-]/gu, '_')}.md`,
        content: `# Title ${number}\n\n${attack.toWellFormed().replaceAll('\u0000', '')}`,
      }));
      await place.as('owner').make(`${place.P}/imports`, { documents });
      const listed = async (list: string): Promise<readonly string[]> =>
        (await place.as('viewer').list<{ id: string }>(`${place.P}/${list}`)).map(
          ({ id }) => `${pagesOf(place.P)}/${list}/${id}`,
        );
      const compared = blockIds.map((id) => `${pagesOf(place.P)}/blocks/${id}?from=1&to=2`);
      const blocks = (await listed('blocks')).filter((_, index) => index % 4 === 0);
      const owner = await open('Olivia Hartmann');
      await look(owner, [
        ...compared,
        ...blocks,
        ...(await listed('documents')).filter((_, index) => index % 6 === 0),
        ...['', '/work', '/audit', '/agents', `/reviews/${reviewId}`].map((page) => `${pagesOf(place.P)}${page}`),
        pagesOf(waiting.S),
        pagesOf(place.W),
        `${pagesOf(place.W)}/outbox`,
      ]);
    },
    patienceMs,
  );

  it(
    'T10 do nothing in a mail either, where no policy of ours is in force',
    async () => {
      const { page, strange } = await open();
      for (let from = 0; from < attacks.length; from += titlesOfMail) {
        const { html, text } = mailAbout(attacks.slice(from, from + titlesOfMail));
        await page.setContent(html, { waitUntil: 'load' });
        expect(await page.locator('img, script, iframe, style, svg, math, object, base, form, input').count()).toBe(0);
        expect(await page.evaluate('[...document.links].map(({ href }) => href)')).toEqual([linkOfMail]);
        expect(countHidden(html) + countHidden(text)).toBe(0);
        expect(addressesIn(text)).toEqual([linkOfMail]);
      }
      expect(strange).toEqual([]);
    },
    patienceMs,
  );
});

const mails = async (): Promise<readonly OutboxItem[]> => place.as('admin').list<OutboxItem>(`${place.W}/outbox`);
const linkIn = ({ text = '' }: OutboxItem): readonly string[] => /\/a\/[\w-]+/.exec(text) ?? [];

const titlesOfMail = 12;
const linkOfMail = 'https://countersign.example/a/token';
/** A mail whose every word of others is an attack. */
function mailAbout(some: readonly string[]): Mail {
  const [title = '', reason = ''] = some;
  const to = { principalId: 'reviewer', displayName: oneLineOf(reason), address: 'rosa@countersign.example' };
  const checkpoint = {
    title: oneLineOf(title),
    reason: oneLineOf(reason),
    effect: '1 block created',
    riskLevel: 'low',
  } as const;
  return renderMail(
    {
      id: 'dlv_01JABCDEFGHJKMNPQRSTVWXYZ0',
      kind: 'checkpoint_opened',
      to,
      subject: subjectOf('checkpoint_opened', checkpoint),
    },
    checkpoint,
    some.map((attack) => ({ title: oneLineOf(attack), artifactType: 'block_proposal' as const })),
    linkOfMail,
  );
}
/** What mail programs make links of by themselves. */
const addressesIn = (text: string): readonly string[] =>
  text.match(/\b(?:[a-z]+:\/\/|www\.)\S+|\S+\.example\/\S*/gi) ?? [];
