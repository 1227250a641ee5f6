import {
  approve,
  awaitReview,
  importDocuments,
  openScenes,
  type Page,
  startWork,
  type Turn,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
let decided: Waiting;
let waiting: Waiting;

beforeAll(async () => {
  const { place } = scenes;
  const task = { taskIntent: 'Write an overview of refunds', taskType: 'composition', agentType: 'content' };
  const first = await workToReview(place, task);
  await place
    .as('reviewer')
    .make(`${first.C}/request-changes`, { digest: first.checkpoint.digest, feedback: 'Shorter.' });
  decided = await awaitReview(first, first.checkpoint.id);
  await approve(decided);
  waiting = await awaitReview(await startWork(place));
}, 180_000);

type Members = Readonly<Record<string, unknown>>;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const id = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`);

function expectMembers(resource: Members | undefined, names: string): void {
  expect(Object.keys(resource ?? {})).toEqual(expect.arrayContaining(names.split(' ')));
}
const read = (path: string): Promise<Members> => scenes.place.as('admin').read<Members>(path);
const first = async (path: string): Promise<Members> => {
  const page = await scenes.place.as('admin').read<Page<Members>>(path);
  expect(Object.keys(page).sort()).toEqual(['items', 'nextCursor']);
  return page.items[0] ?? {};
};

describe('every resource has the members that the interface names', () => {
  it('A1 projects, blocks, documents and their versions', async () => {
    const { P } = scenes.place;
    expectMembers(await read(P), 'id name description headRevision blockCounts documentCount createdAt updatedAt');
    const block = await first(`${P}/blocks`);
    const summary = 'id title type state version contentDigest createdBy mutationId citedBy createdAt updatedAt';
    expectMembers(block, `${summary} excerpt sizeBytes`);
    expectMembers(await read(`${P}/blocks/${block.id}`), `${summary} content`);
    expectMembers(await first(`${P}/blocks/${block.id}/versions`), 'id version state content reviewId');
    const document = await first(`${P}/documents`);
    expectMembers(document, 'id title state version blockIds excerpt contentDigest sizeBytes');
    expectMembers(await read(`${P}/documents/${document.id}`), 'id title content state version blockIds');
    expect(block.id).toMatch(id('blk'));
    expect(document.id).toMatch(id('doc'));
    expect(block.contentDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(block.createdAt).toMatch(timestamp);
  });

  it('S1 sessions and their status', async () => {
    const session = await read(decided.S);
    expectMembers(
      session,
      'id status taskIntent taskType approvalStrategy agentProfileId executedByAgentId agentSessionId bundleId artifactsCount ' +
        'mutationsCount iterationsCount usage initiatedBy createdAt startedAt completedAt updatedAt',
    );
    expect(Object.keys(session.usage ?? {})).toEqual(
      expect.arrayContaining(['turns', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'costUsd']),
    );
    expect(session.usage).toMatchObject({ costUsd: expect.stringMatching(/^\d+\.\d+$/) });
    expectMembers(
      await read(`${waiting.S}/status`),
      'id status openCheckpointId artifactsCount mutationsCount iterationsCount usage updatedAt',
    );
    expect(session.id).toMatch(id('ses'));
  });

  it('T4 bundles, and S4 turns', async () => {
    const bundle = await read(`${decided.S}/bundle`);
    expectMembers(
      bundle,
      'id digest task taskType priority agentType agentConfig userRequirements contents omitted metadata',
    );
    expectMembers(bundle.contents as Members, 'blocks documents assets');
    expectMembers(bundle.metadata as Members, 'totalBlocks headRevision stagedAt');
    const [block] = (bundle.contents as { readonly blocks: readonly Members[] }).blocks;
    expectMembers(block, 'id version title content score');
    const turns = await scenes.place.as('viewer').list<Turn & Members>(`${decided.S}/turns`);
    for (const turn of turns) expectMembers(turn, 'number input output stopReason model usage startedAt durationMs');
  });

  it('G2 artifacts, their revisions and what became of them', async () => {
    const [proposed] = decided.artifacts;
    const path = `${decided.S}/artifacts/${proposed?.id}`;
    const members =
      'id artifactType outputKind title metadata status agentConfidence agentReasoning agentSessionId sources sourceContextIds ' +
      'riskLevel riskFactors contentDigest revision';
    expectMembers(await read(path), `${members} content createsDocumentId`);
    expectMembers(await first(`${decided.S}/artifacts`), `${members} excerpt sizeBytes`);
    expect(await first(`${decided.S}/artifacts`)).not.toHaveProperty('content');
    expectMembers(await first(`${path}/revisions`), 'id title content contentDigest revision');
  });

  it('G1 checkpoints, reviews, iterations and mutations', async () => {
    const open = await read(waiting.C);
    expectMembers(open, 'id sequence checkpointType reason status artifactIds digest effect policy votes dueAt');
    expectMembers(open.policy as Members, 'quorum roles');
    const closed = await read(decided.C);
    expectMembers(closed, 'decidedBy decidedAt decision');
    expectMembers(closed.decision as Members, 'reviewId quality verdicts decidedBy decidedAt via assurance');
    expectMembers(
      await first(`${decided.S}/reviews`),
      'reviewId status quality artifactsApplied artifactsSaved artifactsRejected mutations headRevision verdicts',
    );
    expectMembers(await first(`${decided.S}/iterations`), 'number trigger checkpointId feedback artifactIds');
    expectMembers(await first(`${decided.S}/mutations`), 'id kind targetId toVersion artifactId reviewId at');
    expect(open.effect).toMatch(/^\d+ blocks? created/);
  });

  it('N4 inbox, outbox, timeline, audit and agents', async () => {
    const { P, W } = scenes.place;
    expectMembers(
      await first(`${W}/inbox`),
      'checkpointId sessionId projectId title checkpointType riskLevel effect waitingSince dueAt link',
    );
    expectMembers(await first(`${W}/outbox`), 'id kind to subject status attempts checkpointId sessionId createdAt');
    expectMembers(await first(`${P}/timeline`), 'id type at actor summary');
    expectMembers(await first(`${P}/audit`), 'sequence hash previousHash contentHash content');
    expectMembers(await read(`${P}/audit/verify`), 'valid entries headHash');
    expectMembers(await first(`${P}/agents`), 'id name type config isActive createdAt');
    expectMembers(await read('/v1/me'), 'principalId kind displayName memberships');
  });

  it('A1 a creation answers 201 with its Location, where the same resource is', async () => {
    const { place } = scenes;
    const creations = [
      ['owner', '/v1/workspaces', { name: 'Elsewhere' }],
      ['owner', `${place.W}/projects`, { name: 'Another' }],
      ['admin', `${place.P}/agents`, { name: 'One more', type: 'content', isActive: false }],
      ['contributor', `${place.P}/blocks`, { title: 'T', content: 'C', type: 'knowledge' }],
      ['contributor', `${place.P}/work-sessions`, { taskIntent: 'x', taskType: 'research', agentType: 'research' }],
    ] as const;
    for (const [person, path, body] of creations) {
      const created = await place.as(person).post(path, body);
      expect([path, created.status]).toEqual([path, 201]);
      const location = created.headers.get('location') ?? '';
      const there = await place.as(person).get(location);
      expect([path, there.status, there.body]).toEqual([path, 200, created.body]);
      expect([path, there.headers.get('etag')]).toEqual([path, created.headers.get('etag') ?? 'none']);
    }
  });

  it('A1 what is added to something that is there already says where it can be read', async () => {
    const { place } = scenes;
    const file = { fileName: 'a.txt', contentType: 'text/plain', contentBase64: 'YQ==', permanence: 'permanent' };
    const additions = [
      [`${place.P}/imports`, { documents: [{ path: 'added.md', content: '# Added\n\nText.' }] }, 'Added'],
      [`${place.P}/assets`, { ...file, agentType: 'research', type: 'reference' }, 'a.txt'],
      [`${waiting.C}/comments`, { text: 'Mind the dates.' }, 'Mind the dates.'],
    ] as const;
    for (const [path, body, sought] of additions) {
      const added = await place.as('contributor').post(path, body);
      expect([path, added.status]).toEqual([path, 201]);
      const there = await place.as('contributor').get(added.headers.get('location') ?? '');
      expect([path, there.status, there.text.includes(sought)]).toEqual([path, 200, true]);
    }
  });

  it('A1 the OpenAPI document names every address that these scenarios use', async () => {
    const { paths, openapi } = (await read('/openapi.json')) as { readonly openapi: string; readonly paths: Members };
    expect(openapi).toMatch(/^3\.1/);
    const shapes = Object.keys(paths).map((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
    const { W, P } = scenes.place;
    for (const path of [
      '/v1/me',
      W,
      P,
      `${W}/policy`,
      `${P}/blocks`,
      decided.S,
      decided.C,
      `${decided.C}/approve`,
      `${P}/imports`,
    ])
      expect([path, shapes.some((shape) => shape.test(path))]).toEqual([path, true]);
  });
});
