/** The review page where it is not plain sailing: knowledge that has moved on, and more than one who has to approve. */
import { type ConsoleWork, startConsoleWork } from '../../../support/console-work.ts';
import { startTestHost, type TestHost } from '../../../support/embedded-host.ts';
import { fieldOf, type PageVisitor, pageVisitor } from '../../../support/page-visitor.ts';

let host: TestHost;
let owner: PageVisitor;
let reviewer: PageVisitor;
let P: string;

beforeAll(async () => {
  host = await startTestHost({ empty: false });
  owner = await pageVisitor(host, 'owner');
  reviewer = await pageVisitor(host, 'reviewer');
  const { body: me } = await host.ask('owner', 'GET /v1/me');
  const W = `/v1/workspaces/${me.memberships[0].workspaceId}`;
  const { body: projects } = await host.ask('owner', `GET ${W}/projects`);
  P = `${W}/projects/${projects.items[0].id}`;
}, 60_000);
afterAll(() => host.stop());

const post = (visitor: PageVisitor, work: ConsoleWork, page: string, fields: Record<string, string>) =>
  visitor.post(work.reviewPath, { digest: fieldOf(page, 'digest'), ...fields });

/** A review of a change to the project's nth block. */
async function updateOf(place: number): Promise<ConsoleWork & { readonly blockId: string }> {
  const { body: blocks } = await host.ask('owner', `GET ${P}/blocks?limit=100`);
  const block = blocks.items[place];
  const work = await startConsoleWork(host, {
    taskIntent: `Bring “${block.title}” up to date: say it shorter, and name the sources.`,
    taskType: 'update',
    agentType: 'content',
    context: { blockIds: [block.id] },
  });
  return { ...work, blockId: block.id };
}

describe('a review whose block has moved on', () => {
  it('G4 says so above the work and on it; approving is refused with the words kept, and leaving it out goes through', async () => {
    const work = await updateOf(0);
    await host.ask('owner', `POST ${P}/blocks/${work.blockId}/retract`, { body: { reason: 'No longer true.' } });

    const { text } = await owner.get(work.reviewPath);
    expect(text).toContain('1 artifact can’t be applied: the knowledge has moved on since the agent read it.');
    expect(text).toContain('It can’t be applied like this: keep it as a draft, reject it, or send the work back');

    const refused = await post(owner, work, text, { decision: 'approve', feedback: 'Words that must not get lost' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The knowledge has moved on, so nothing was applied');
    expect(refused.text).toContain('Words that must not get lost');
    expect((await owner.get(work.reviewPath)).text).toContain('What happens if you approve');

    const { body: checkpoint } = await host.ask(
      'owner',
      `GET ${P}/work-sessions/${work.reviewPath.split('/')[6]}/checkpoints/${work.checkpointId}`,
    );
    const drafts = Object.fromEntries(checkpoint.artifactIds.map((id: string) => [`verdict.${id}`, 'save_as_draft']));
    expect((await post(owner, work, text, { decision: 'approve', ...drafts })).status).toBe(303);
    expect((await owner.get(work.reviewPath)).text).toContain('kept as draft');
  });

  it('does not offer as its first choice what would be refused', async () => {
    const work = await updateOf(1);
    await host.ask('owner', `POST ${P}/blocks/${work.blockId}/retract`, { body: { reason: 'No longer true.' } });
    const { text } = await owner.get(work.reviewPath);
    const chosen = [...text.matchAll(/<input type="radio" name="verdict\.[^"]+" value="(\w+)" checked/g)];
    expect(chosen.map(([, value]) => value)).toContain('save_as_draft');
  });
});

describe('a review that more than one has to approve', () => {
  it('says how many are needed and who has voted, thanks for a vote, and applies with the last one', async () => {
    const policy = P.replace(/\/projects\/.*/, '/policy');
    await host.ask('owner', `PUT ${policy}`, { body: { quorum: 2 } });
    const work = await startConsoleWork(host);
    await host.ask('owner', `PUT ${policy}`, { body: {} });

    const first = await owner.get(work.reviewPath);
    expect(first.text).toContain('2 approvals are needed.');
    const voted = await post(owner, work, first.text, { decision: 'approve' });
    expect([voted.status, voted.location]).toEqual([303, `${work.reviewPath}?voted`]);

    const afterwards = await owner.get(voted.location ?? '');
    expect(afterwards.text).toContain('Your approval is recorded. More are needed before anything is applied.');
    expect(afterwards.text).not.toContain('name="decision"');

    const second = await reviewer.get(work.reviewPath);
    expect(second.text).toContain('Has voted so far: <bdi>Olivia Hartmann (approved)</bdi>');
    const last = await post(reviewer, work, second.text, { decision: 'approve' });
    expect([last.status, last.location]).toEqual([303, work.reviewPath]);
    expect((await reviewer.get(work.reviewPath)).text).toContain('together with <bdi>Olivia Hartmann</bdi>');
  });
});
