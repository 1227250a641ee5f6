import { type ConsoleWork, startConsoleWork } from '../../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../../support/embedded-host.ts';
import { fieldOf, type PageVisitor, pageVisitor } from '../../../support/page-visitor.ts';

let host: TestHost;
let owner: PageVisitor;
let reviewer: PageVisitor;
let contributor: PageVisitor;

beforeAll(async () => {
  host = await startTestHost({ empty: false });
  owner = await pageVisitor(host, 'owner');
  reviewer = await pageVisitor(host, 'reviewer');
  contributor = await pageVisitor(host, 'contributor');
}, 60_000);
afterAll(() => host.stop());

const digestOn = async (work: ConsoleWork): Promise<string> =>
  fieldOf((await owner.get(work.reviewPath)).text, 'digest');
const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('a review page', () => {
  it('puts what happens above what the agent says', async () => {
    const work = await startConsoleWork(host);
    const { text } = await owner.get(work.reviewPath);
    const order = [
      'What happens if you approve',
      'The work',
      'Why it may be risky',
      'Where it comes from',
      'own explanation',
      'Your decision',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('says to who started the work that somebody else decides', async () => {
    const work = await startConsoleWork(host);
    const { text } = await contributor.get(work.reviewPath);
    expect(text).toContain('You started this work, so somebody else decides on it.');
    expect(text).not.toContain('name="decision"');
  });
});

describe('a decision on the page', () => {
  it('G1 applies the work and leads to the outcome; sent again it says that it counted once', async () => {
    const work = await startConsoleWork(host);
    const fields = { decision: 'approve', digest: await digestOn(work), feedback: 'Good work.' };
    const first = await owner.post(work.reviewPath, fields);
    expect([first.status, first.location]).toEqual([303, work.reviewPath]);
    const outcome = await owner.get(work.reviewPath);
    expect(outcome.text).toContain('Decided by <bdi>Olivia Hartmann</bdi>');
    expect(outcome.text).toContain('Good work.');
    expect(outcome.text).toContain('Applied');
    const again = await owner.post(work.reviewPath, fields);
    expect([again.status, again.location]).toEqual([303, `${work.reviewPath}?again`]);
    expect((await owner.get(`${work.reviewPath}?again`)).text).toContain('It counted once');
  });

  it('takes a verdict for each artifact', async () => {
    const work = await startConsoleWork(host);
    const page = await owner.get(work.reviewPath);
    const [artifactId = ''] = [...page.text.matchAll(/name="verdict\.(art_\w+)"/g)].map(([, id]) => id ?? '');
    const decided = await owner.post(work.reviewPath, {
      decision: 'approve',
      digest: fieldOf(page.text, 'digest'),
      [`verdict.${artifactId}`]: 'save_as_draft',
    });
    expect(decided.status).toBe(303);
    expect((await owner.get(work.reviewPath)).text).toContain('Kept as a draft');
  });

  it('is not sent back without words, and keeps the choices that were made', async () => {
    const work = await startConsoleWork(host);
    const page = await owner.get(work.reviewPath);
    const [artifactId = ''] = [...page.text.matchAll(/name="verdict\.(art_\w+)"/g)].map(([, id]) => id ?? '');
    const refused = await owner.post(work.reviewPath, {
      decision: 'request_changes',
      digest: fieldOf(page.text, 'digest'),
      [`verdict.${artifactId}`]: 'reject',
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('href="#feedback"');
    expect(refused.text).toContain('id="feedback-error"');
    expect(refused.text).toMatch(new RegExp(`name="verdict\\.${artifactId}" value="reject" checked`));
  });

  it('G5 that comes second is refused, names the winner, and keeps the words', async () => {
    const work = await startConsoleWork(host);
    const digest = await digestOn(work);
    await owner.post(work.reviewPath, { decision: 'approve', digest });
    const second = await reviewer.post(work.reviewPath, {
      decision: 'reject',
      digest,
      feedback: 'I would "rather" not.',
    });
    expect(second.status).toBe(409);
    expect(second.text).toContain('This was decided before you');
    expect(second.text).toContain('Olivia Hartmann');
    expect(unescaped(second.text)).toContain('I would "rather" not.');
  });

  it('G4 on work that has moved on shows the work as it is now, with the words kept', async () => {
    const work = await startConsoleWork(host);
    const digest = await digestOn(work);
    await owner.post(work.reviewPath, { decision: 'request_changes', digest, feedback: 'Shorter, please.' });
    const next = await work.nextReviewPath();
    const late = await reviewer.post(work.reviewPath, { decision: 'approve', digest, feedback: 'My words' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('The work has changed while you were reading');
    expect(late.text).toContain(`action="${next}"`);
    expect(late.text).toContain('Shorter, please.');
    expect(late.text).toContain('>My words</textarea>');
  });

  it('with a digest that is not of this work is refused', async () => {
    const work = await startConsoleWork(host);
    const refused = await owner.post(work.reviewPath, {
      decision: 'approve',
      digest: 'sha256:other',
      feedback: 'Kept',
    });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The work is no longer what you saw');
    expect(refused.text).toContain('>Kept</textarea>');
  });
});
