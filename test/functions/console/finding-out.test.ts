/** What somebody new wants to know: why a block says what it says, and what is stuck. */
import { startConsoleWork } from '../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { fieldOf, type PageVisitor, pageVisitor } from '../../support/page-visitor.ts';

let host: TestHost;
let owner: PageVisitor;
beforeAll(async () => {
  host = await startTestHost({ empty: false });
  owner = await pageVisitor(host, 'owner');
}, 60_000);
afterAll(() => host.stop());

const projectOf = (path: string): string => path.replace(/\/sessions\/.*/, '');

describe('why a block says so', () => {
  it('stands on its page: the sources of the work it came from, who approved it, and the way to all of it', async () => {
    const work = await startConsoleWork(host);
    const digest = fieldOf((await owner.get(work.reviewPath)).text, 'digest');
    expect((await owner.post(work.reviewPath, { decision: 'approve', digest })).status).toBe(303);
    const outcome = await owner.get(work.reviewPath);
    const blockPath = /href="(\/w\/[^"]+\/blocks\/[^"]+)"/.exec(outcome.text)?.[1] ?? '';

    const { text } = await owner.get(blockPath);
    expect(text).toContain('An agent wrote this from these sources, and a person approved it.');
    expect(text).toMatch(/<h2 id="origin">.*<blockquote class="quote">/s);
    expect(text).toContain('<bdi>Approved by Olivia Hartmann</bdi>');
    expect(text).toContain(`href="${work.sessionPath}"`);
  });

  it('names no sources where people brought it in themselves', async () => {
    const project = projectOf((await startConsoleWork(host)).sessionPath);
    const { body: blocks } = await host.ask(
      'owner',
      `GET ${project.replace('/w/', '/v1/workspaces/')}/blocks?limit=100`,
    );
    const { text } = await owner.get(`${project}/blocks/${blocks.items.at(-1).id}`);
    expect(text).not.toContain('id="origin"');
    expect(text).toContain('Imported by');
  });
});

describe('what is stuck', () => {
  it('is nothing while work is young, and afterwards what people have left waiting, with the reason', async () => {
    const work = await startConsoleWork(host, { taskIntent: 'What has everybody overlooked?' });
    const page = `${projectOf(work.sessionPath)}/work?status=stuck`;
    expect((await owner.get(page)).text).toContain('Nothing is stuck');

    const moved = await host.ask(undefined, 'POST /test/clock', { body: { advanceSeconds: 25 * 3_600 } });
    expect(moved.status).toBe(200);
    owner = await pageVisitor(host, 'owner');
    const { text } = await owner.get(page);
    expect(text).toContain('What has everybody overlooked?');
    expect(text).toContain('A reviewer was asked 25 hours ago, and nobody has decided yet.');
    expect((await owner.get(`${projectOf(work.sessionPath)}/work`)).text).toMatch(/Stuck <span class="count">\d+</);
  });
});
