import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import {
  artifact,
  awaitReview,
  type Checkpoint,
  eventually,
  type InboxItem,
  importDocuments,
  openScenes,
  session,
  type Turn,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';
import { signInAs, startVisit, type Visit } from '../support/scenario/visit.ts';

const scenes = openScenes(importDocuments);
/** Wider than a phone; a title that holds it is still short enough for a mail to show it whole. */
const longWord = 'Rückerstattungsbearbeitung'.repeat(2);
const twoQuestions = 'When are refunds paid? Who answers an escalation?';

let browser: Browser | undefined;
const visits: Visit[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  if (browser === undefined)
    throw new Error(`There is no Chromium for ${process.platform} ${process.arch}: name an installed one with CHROME.`);
});
afterEach(async () => {
  for (const visit of visits.splice(0)) await visit.close();
});
afterAll(async () => browser?.close());

async function visit(options: Parameters<typeof startVisit>[2]): Promise<Visit> {
  if (browser === undefined) throw new Error('the browser did not start');
  const started = await startVisit(browser, scenes.host, options);
  visits.push(started);
  return started;
}

/** Work whose title nothing else has, so that its mail is found in any mailbox. */
const uniqueWork = (question = 'When are refunds paid?'): Promise<Waiting> =>
  workToReview(scenes.place, { taskIntent: `${question} Asked as ${randomUUID()}` });

/** The path of the review's page, as the interface names it to the reviewer. */
async function pageOf({ checkpoint }: Waiting): Promise<string> {
  const items = await scenes.place.as('reviewer').list<InboxItem>(`${scenes.place.W}/inbox`);
  const link = items.find(({ checkpointId }) => checkpointId === checkpoint.id)?.link;
  const address = new URL(link ?? '', scenes.host.url);
  expect(address.origin).toBe(new URL(scenes.host.url).origin);
  expect(address.pathname).toContain(checkpoint.id);
  return address.pathname;
}

const readCheckpoint = ({ place, C }: Waiting): Promise<Checkpoint> => place.as('viewer').read<Checkpoint>(C);
const inbox = (): string => `/w/${scenes.place.workspaceId}`;

async function openInboxSigningIn(by: Visit): Promise<void> {
  await by.page.goto(inbox());
  await signInAs(by, 'reviewer');
  await by.arrive('Inbox');
  expect(new URL(by.page.url())).toMatchObject({ origin: new URL(scenes.host.url).origin, pathname: inbox() });
}

describe('a person with a phone', () => {
  it('C4 signs in, finds the work in the inbox, approves it on its page and sees what was applied', async () => {
    const waiting = await uniqueWork();
    const address = await pageOf(waiting);
    const reviewer = await visit({ mayBeAskedToSignIn: true });
    const { page } = reviewer;
    await openInboxSigningIn(reviewer);

    await page.locator(`a[href="${address}"]`).click();
    await reviewer.arrive('What happens if you approve');
    expect(await page.locator('.effect-words').innerText()).toBe(waiting.checkpoint.effect);
    expect(await page.locator('[data-effect-words]').innerText()).toMatch(/^Approving will apply /);
    await page.getByRole('button', { name: 'Approve and apply' }).click();
    await reviewer.arrive('The outcome');
    expect(await page.locator('.effect-words').innerText()).toBe(`Approved: ${waiting.artifacts.length} applied.`);

    expect(await readCheckpoint(waiting)).toMatchObject({
      status: 'approved',
      decidedBy: 'reviewer',
      decision: { via: 'page', assurance: 'signed_in' },
    });
    expect(await session(waiting)).toMatchObject({ status: 'approved', mutationsCount: waiting.artifacts.length });
    for (const { id } of waiting.artifacts) expect((await artifact(waiting, id)).status).toBe('applied');

    await page.getByRole('link', { name: 'Back to the inbox' }).click();
    await reviewer.arrive('Inbox');
    expect(await page.locator(`a[href="${address}"]`).count()).toBe(0);
    expect(reviewer.troubles).toEqual([]);
  });

  it('S8 without scripts sends part of the work back in their own words, and then decides each artifact differently', async () => {
    const feedback = 'Shorter, and mention “order number” — <b>not</b> & “escalation”.\nSecond line.';
    const first = await uniqueWork(twoQuestions);
    const [kept, ...sent] = first.artifacts;
    expect(sent.length).toBeGreaterThan(0);
    const reviewer = await visit({ mayBeAskedToSignIn: true, script: false });
    const { page } = reviewer;
    await openInboxSigningIn(reviewer);
    await reviewer.open(await pageOf(first));
    for (const { id } of sent) await choose(reviewer, id, 'reject');
    await page.getByLabel('Feedback').fill(feedback);
    await page.getByRole('button', { name: 'Send back with feedback' }).click();
    await reviewer.arrive('The outcome');
    expect(await page.locator('.effect-words').innerText()).toMatch(/Nothing was applied\.$/);

    const second = await awaitReview(first, first.checkpoint.id);
    expect(second.artifacts.find(({ id }) => id === kept?.id)?.revision).toBe(1);
    for (const { id } of sent) expect(second.artifacts.find((one) => one.id === id)?.revision).toBe(2);
    const [turn] = await scenes.place.as('viewer').list<Turn>(`${first.S}/turns`);
    expect(textsOf(turn?.input).some((text) => text.includes(feedback))).toBe(true);

    await reviewer.open(new URL(page.url()).pathname);
    await page.getByRole('link', { name: 'Open the next review of this work' }).click();
    await reviewer.arrive('What happens if you approve');
    for (const { id } of sent) await choose(reviewer, id, 'save_as_draft');
    await page.getByRole('button', { name: 'Approve and apply' }).click();
    await reviewer.arrive('The outcome');
    expect((await artifact(second, kept?.id ?? '')).status).toBe('applied');
    for (const { id } of sent) expect((await artifact(second, id)).status).toBe('saved_as_draft');
    expect(reviewer.troubles).toEqual([]);
  });

  it('N1 decides by the mailed link without signing in, and finds the outcome there later', async () => {
    const waiting = await uniqueWork();
    const link = await mailedLink(waiting);
    const holder = await visit({ mayBeAskedToSignIn: false });
    await holder.open(link);
    await holder.arrive('What happens if you approve');
    expect(await holder.page.locator('.for-whom').innerText()).toContain('Rosa Lindqvist');
    await holder.page.getByRole('button', { name: 'Approve and apply' }).click();
    await holder.arrive('The outcome');
    expect(await readCheckpoint(waiting)).toMatchObject({
      status: 'approved',
      decidedBy: 'reviewer',
      decision: { via: 'link', assurance: 'link_holder' },
    });
    for (const { id } of waiting.artifacts) expect((await artifact(waiting, id)).status).toBe('applied');

    const later = await visit({ mayBeAskedToSignIn: false });
    await later.open(link);
    await later.arrive('The outcome');
    expect(await later.page.locator('.effect-words').innerText()).toBe(
      `Approved: ${waiting.artifacts.length} applied.`,
    );
    expect(await later.page.getByRole('button').count()).toBe(0);
    expect([...holder.seen, ...later.seen].filter((path) => path !== link)).toEqual([]);
    expect([...holder.troubles, ...later.troubles]).toEqual([]);
  });

  it('C4 sees no page of the way wider than the screen, however long a word is', async () => {
    const waiting = await uniqueWork(`When are refunds paid for ${longWord}?`);
    const address = await pageOf(waiting);
    const link = await mailedLink(waiting);
    const reviewer = await visit({ mayBeAskedToSignIn: true });
    await openInboxSigningIn(reviewer);
    await reviewer.open(link);
    await reviewer.open(address);
    await reviewer.page.getByRole('button', { name: 'Reject' }).click();
    await reviewer.arrive('The outcome');
    await reviewer.open(link);
    await reviewer.open(address);
    await reviewer.page.getByRole('link', { name: 'See the whole story' }).click();
    await reviewer.page.waitForURL(/\/sessions\/[^/]+$/);
    await reviewer.open(new URL(reviewer.page.url()).pathname);
    expect((await readCheckpoint(waiting)).status).toBe('rejected');
    expect(reviewer.troubles).toEqual([]);
  });
});

const choose = ({ page }: Visit, artifactId: string, verdict: string): Promise<void> =>
  page.locator(`input[name="verdict.${artifactId}"][value="${verdict}"]`).check();

const mailedLink = (waiting: Waiting): Promise<string> =>
  eventually('the mail to the reviewer', async () => {
    const title = /Asked as [\w-]+/.exec((await session(waiting)).taskIntent)?.[0] ?? '';
    const query = { W: waiting.place.W, checkpointId: waiting.checkpoint.id, title, person: 'reviewer' };
    return (await scenes.host.mailbox.linksFor(query))[0];
  });

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsOf);
}
