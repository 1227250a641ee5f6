import {
  type Artifact,
  approve,
  artifact,
  awaitReview,
  awaitState,
  type Block,
  type BlockVersion,
  type Bundle,
  createWork,
  importDocuments,
  type KnowledgeDocument,
  openScenes,
  type Page,
  type Review,
  type Session,
  type SessionState,
  session,
  type Turn,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

describe('from creation to approval', () => {
  it('S1 S2 a session is created, executed with 202 at once, and waits for a person with an open checkpoint', async () => {
    const { place } = scenes;
    const contributor = place.as('contributor');
    const created = await contributor.post<Session>(`${place.P}/work-sessions`, {
      taskIntent: 'When are refunds paid?',
      taskType: 'research',
      agentType: 'research',
      approvalStrategy: 'final_only',
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ status: 'initialized', artifactsCount: 0, initiatedBy: 'contributor' });
    const S = created.headers.get('location') ?? '';
    expect(S).toBe(`${place.P}/work-sessions/${created.body.id}`);
    const executed = await contributor.post<Session>(`${S}/execute`);
    expect(executed.status).toBe(202);
    const waiting = await awaitReview({ id: created.body.id, S, place });
    expect(waiting.checkpoint).toMatchObject({ checkpointType: 'final_approval', status: 'open', sequence: 1 });
    expect(waiting.artifacts.length).toBeGreaterThan(0);
    for (const one of waiting.artifacts) expect(one).toMatchObject({ status: 'pending_review', revision: 1 });
    const now = await session(waiting);
    expect(now).toMatchObject({ status: 'pending_review', openCheckpointId: waiting.checkpoint.id });
    expect(now.artifactsCount).toBe(waiting.artifacts.length);
    expect(now.usage.turns).toBeGreaterThan(0);
  });

  it('S10 the status has an ETag, answers 304 while nothing changes, and a long poll as soon as it does', async () => {
    const { place } = scenes;
    const work = await createWork(place);
    const contributor = place.as('contributor');
    const first = await contributor.get<SessionState>(`${work.S}/status`);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).not.toBe('');
    const unchanged = await contributor.get(`${work.S}/status`, { 'if-none-match': tag });
    expect({ status: unchanged.status, text: unchanged.text }).toEqual({ status: 304, text: '' });
    const waited = contributor.get<SessionState>(`${work.S}/status?waitSeconds=20`, { 'if-none-match': tag });
    await contributor.make(`${work.S}/execute`);
    const changed = await waited;
    expect(changed.status).toBe(200);
    expect(changed.body.status).not.toBe('initialized');
    const known = await contributor.get(`${work.S}/status?waitSeconds=21`);
    expect(known).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    await awaitReview(work);
  });

  it('S2 autoExecute starts the session on its creation', async () => {
    const work = await createWork(scenes.place, { autoExecute: true });
    const waiting = await awaitReview(work);
    expect(waiting.checkpoint.status).toBe('open');
  });

  it('T4 the bundle is frozen, named by its digest, and reachable by its id', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const viewer = place.as('viewer');
    const bundle = await viewer.read<Bundle>(`${waiting.S}/bundle`);
    expect(bundle.task).toBe('When are refunds paid?');
    expect(bundle.contents.blocks.length).toBeGreaterThan(0);
    expect(bundle.id).toBe((await session(waiting)).bundleId);
    expect(await viewer.read(`${place.P}/bundles/${bundle.id}`)).toEqual(bundle);
  });

  it('S3 checkpoint_required asks for its plan first and then for a review of the artifacts', async () => {
    const { place } = scenes;
    const planned = await workToReview(place, { approvalStrategy: 'checkpoint_required' });
    expect(planned.checkpoint).toMatchObject({ checkpointType: 'plan_approval', artifactIds: [] });
    expect(planned.checkpoint.content).toContain('Plan');
    const answer = await approve(planned);
    expect(answer).toMatchObject({ quality: 'approved', artifactsApplied: 0, artifactsSaved: 0, mutations: [] });
    const waiting = await awaitReview(planned, planned.checkpoint.id);
    expect(waiting.checkpoint).toMatchObject({ checkpointType: 'artifact_review', sequence: 2 });
    await approve(waiting);
    expect((await session(waiting)).status).toBe('approved');
  });

  it('S8 the words of a plan approval are in the input of the next turn, verbatim', async () => {
    const { place } = scenes;
    const planned = await workToReview(place, { approvalStrategy: 'checkpoint_required' });
    const feedback = 'Go ahead; mind the “five working days” & nothing <else>.';
    await place.as('reviewer').make(`${planned.C}/approve`, { digest: planned.checkpoint.digest, feedback });
    const waiting = await awaitReview(planned, planned.checkpoint.id);
    const turns = await place.as('viewer').list<Turn>(`${waiting.S}/turns`);
    const inputs = turns.flatMap(({ input }) => stringsIn(input));
    expect(inputs.some((text) => text.includes(feedback))).toBe(true);
  });

  it('G11 auto_approve_low_risk asks a person while there is no trust', async () => {
    const waiting = await workToReview(scenes.place, { approvalStrategy: 'auto_approve_low_risk' });
    expect(waiting.checkpoint).toMatchObject({ status: 'open', checkpointType: 'artifact_review' });
    expect((await session(waiting)).mutationsCount).toBe(0);
  });
});

/** Every text anywhere in a value. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(stringsIn);
}

describe('what each type of work becomes', () => {
  it('G2 an approved update is a new version of its block; the old one shows as superseded', async () => {
    const { place } = scenes;
    const [target] = (await place.as('viewer').read<Page<Block>>(`${place.P}/blocks?query=Digital`)).items;
    const id = target?.id ?? '';
    const before = await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`);
    const waiting = await workToReview(place, update(id, 'replace “In order to be paid” with “To be paid”'));
    expect(waiting.artifacts).toMatchObject([
      { artifactType: 'block_update', targetBlockId: id, baseVersion: before.version },
    ]);
    const review = await approve(waiting);
    expect(review.mutations).toMatchObject([{ kind: 'block_updated', targetId: id, fromVersion: 1, toVersion: 2 }]);
    const after = await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`);
    expect(after).toMatchObject({ state: 'accepted', version: 2 });
    expect(after.content).toContain('To be paid');
    const versions = await place.as('viewer').list<BlockVersion>(`${place.P}/blocks/${id}/versions`);
    expect(versions.map(({ version, state }) => ({ version, state }))).toEqual([
      { version: 2, state: 'accepted' },
      { version: 1, state: 'superseded' },
    ]);
    expect(versions[1]?.content).toBe(before.content);
    const applied = await artifact(waiting, waiting.artifacts[0]?.id ?? '');
    expect(applied).toMatchObject({ status: 'applied', supersedesBlockId: id, becomesBlockId: id });
  });

  it('an update of a locked block is at least of high risk, and leaves the block locked', async () => {
    const { place } = scenes;
    const { id } = await place.as('contributor').make<Block>(`${place.P}/blocks`, {
      title: 'Returns address',
      content: 'Returns go to Harbour Street 4 in order to be checked.',
      type: 'knowledge',
    });
    await place.as('contributor').make(`${place.P}/blocks/${id}/lock`, { reason: 'legal' });
    const waiting = await workToReview(place, update(id, 'replace “Harbour Street 4” with “Quay 7”'));
    expect(['high', 'critical']).toContain(waiting.artifacts[0]?.riskLevel);
    expect(waiting.artifacts[0]?.riskFactors.length).toBeGreaterThan(0);
    await approve(waiting);
    const block = await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`);
    expect(block).toMatchObject({ state: 'locked', title: 'Returns address' });
    expect(block.content).toContain('Quay 7');
  });

  it('G2 a composition becomes a published document that cites blocks, and the blocks say who cites them', async () => {
    const { place } = scenes;
    const task = { taskIntent: 'Write an overview of refunds', taskType: 'composition', agentType: 'content' };
    const waiting = await workToReview(place, task);
    const [proposed] = waiting.artifacts;
    expect(proposed?.artifactType).toBe('document_creation');
    const review = await approve(waiting);
    expect(review.mutations).toMatchObject([{ kind: 'document_published', artifactId: proposed?.id }]);
    const { createsDocumentId } = await artifact(waiting, proposed?.id ?? '');
    const document = await place.as('viewer').read<KnowledgeDocument>(`${place.P}/documents/${createsDocumentId}`);
    expect(document).toMatchObject({ state: 'published', version: 1, content: proposed?.content });
    expect(document.blockIds.length).toBeGreaterThan(0);
    for (const blockId of document.blockIds) {
      const block = await place.as('viewer').read<Block>(`${place.P}/blocks/${blockId}`);
      expect(block.citedBy).toContain(document.id);
    }
  });

  it('G2 an analysis becomes recorded insights; they are applied, and mutate nothing', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place, { taskIntent: 'Analyse the coverage of refunds', taskType: 'analysis' });
    expect(new Set(waiting.artifacts.map(({ artifactType }) => artifactType))).toEqual(new Set(['insight']));
    const review: Review = await approve(waiting);
    expect(review).toMatchObject({ artifactsApplied: waiting.artifacts.length, mutations: [] });
    const insights = await place.as('viewer').list<Artifact>(`${place.P}/insights`);
    for (const { id } of waiting.artifacts) expect(insights.map((insight) => insight.id)).toContain(id);
  });

  it('S5 a reporting agent delivers a file, which a download gives back and which leaves the knowledge base as it is', async () => {
    const { place } = scenes;
    const task = {
      taskIntent: 'Report on refunds as a file to download',
      agentType: 'reporting',
      taskType: 'composition',
    };
    const waiting = await workToReview(place, task);
    const file = waiting.artifacts.find(({ artifactType }) => artifactType === 'external_deliverable');
    const verdicts = Object.fromEntries(waiting.artifacts.map(({ id }) => [id, id === file?.id ? 'apply' : 'reject']));
    const body = { digest: waiting.checkpoint.digest, quality: 'approved', verdicts };
    const review = await place.as('reviewer').make<Review>(`${waiting.C}/review`, body);
    expect(review).toMatchObject({ artifactsApplied: 1, mutations: [] });
    const download = await place.as('viewer').get(`${waiting.S}/artifacts/${file?.id}/file`);
    expect(download.status).toBe(303);
    const location = new URL(download.headers.get('location') ?? '', scenes.host.url);
    expect(await (await fetch(location)).text()).toBe(file?.content);
    await awaitState(waiting, 'approved');
  });
});

const update = (blockId: string, edit: string) => ({
  taskIntent: `Update the block: ${edit}`,
  taskType: 'update',
  context: { blockIds: [blockId] },
});
