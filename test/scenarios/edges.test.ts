import {
  approve,
  awaitReview,
  type Block,
  type Checkpoint,
  createWork,
  importDocuments,
  openScenes,
  type Project,
  type Review,
  type SessionState,
  session,
  startWork,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

describe('votes', () => {
  it('I5 votes lapse with the revision: the new checkpoint starts without any', async () => {
    const place = await scenes.newPlace({ quorum: 2 });
    await importDocuments(place);
    const first = await workToReview(place);
    await place.as('reviewer').make(`${first.C}/approve`, { digest: first.checkpoint.digest });
    const body = { digest: first.checkpoint.digest, feedback: 'Shorter.' };
    await place.as('reviewer2').make(`${first.C}/request-changes`, body);
    const second = await awaitReview(first, first.checkpoint.id);
    expect(second.checkpoint.votes).toEqual([]);
    const digest = second.checkpoint.digest;
    expect(await place.as('reviewer').make(`${second.C}/approve`, { digest })).toMatchObject({ status: 'voted' });
    expect(await place.as('admin').make(`${second.C}/approve`, { digest })).toMatchObject({ status: 'applied' });
  });

  it('G6 of many votes at once exactly the quorum decides, and everyone is told how it stands', async () => {
    const place = await scenes.newPlace({ quorum: 3 });
    await importDocuments(place);
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    const people = ['owner', 'admin', 'reviewer', 'reviewer2'] as const;
    const answers = await Promise.all(
      people.map((person) => place.as(person).post<Review & { code?: string }>(`${waiting.C}/approve`, { digest })),
    );
    const told = answers.map(({ status, body }) => (status === 200 ? body.status : body.code)).sort();
    expect(told).toEqual(['already_decided', 'applied', 'voted', 'voted']);
    const closed = await place.as('viewer').read<Checkpoint>(waiting.C);
    expect(closed.status).toBe('approved');
    expect(closed.votes).toHaveLength(3);
    expect(await session(waiting)).toMatchObject({ mutationsCount: waiting.artifacts.length });
  });
});

describe('waiting', () => {
  it('S10 a long poll on what does not change ends by itself with 304', async () => {
    const { place } = scenes;
    const work = await createWork(place);
    const viewer = place.as('viewer');
    const first = await viewer.get(`${work.S}/status`);
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
    const started = performance.now();
    const waited = await viewer.get(`${work.S}/status?waitSeconds=1`, tag);
    expect(waited.status).toBe(304);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('S10 everybody who waits for the same session is told', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const viewer = place.as('viewer');
    const first = await viewer.get(`${waiting.S}/status`);
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
    const polls = Array.from({ length: 8 }, () => viewer.get<SessionState>(`${waiting.S}/status?waitSeconds=20`, tag));
    await approve(waiting);
    for (const answer of await Promise.all(polls))
      expect([answer.status, answer.body.status]).toEqual([200, 'approved']);
  });

  it('S2 a slot that a cancellation gives back is given on', async () => {
    const place = await scenes.newPlace({ concurrency: 1 });
    await importDocuments(place);
    for (let round = 1; round <= 3; round += 1) {
      const [first, second] = await Promise.all([startWork(place), startWork(place)]);
      await place.as('contributor').post(`${first.S}/cancel`);
      await awaitReview(second);
    }
  });

  it('S2 a limit that is raised lets those in who wait', async () => {
    const place = await scenes.newPlace({ concurrency: 1 });
    await importDocuments(place);
    const all = await Promise.all(Array.from({ length: 5 }, () => startWork(place)));
    const policy = await place.as('owner').read<object>(`${place.W}/policy`);
    await place.as('owner').put(`${place.W}/policy`, { ...policy, concurrency: 20 });
    for (const work of all) await awaitReview(work);
  });
});

describe('knowledge that moves', () => {
  it('G4 a block that a person retracts while its update waits is a conflict, never brought back', async () => {
    const { place } = scenes;
    const { id } = await place.as('contributor').make<Block>(`${place.P}/blocks`, {
      title: 'Bus stop',
      content: 'The bus stops in order to wait.',
      type: 'knowledge',
    });
    const waiting = await workToReview(place, {
      taskIntent: 'Update the block: replace “bus” with “tram”',
      taskType: 'update',
      context: { blockIds: [id] },
    });
    await place.as('contributor').make(`${place.P}/blocks/${id}/retract`, { reason: 'line closed' });
    const refused = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(refused).toMatchObject({ status: 409, body: { code: 'block_conflict' } });
    expect(await place.as('viewer').read<Block>(`${place.P}/blocks/${id}`)).toMatchObject({ state: 'retracted' });
  });

  it('G3 edits, imports and approvals at the same moment all find their place in one chain', async () => {
    const place = await scenes.newPlace();
    await importDocuments(place);
    const waiting = await Promise.all([
      workToReview(place),
      workToReview(place, { taskIntent: 'Who is head of support?' }),
    ]);
    const contributor = place.as('contributor');
    const before = await place.as('viewer').read<Project>(place.P);
    await Promise.all([
      ...waiting.map(approve),
      ...Array.from({ length: 10 }, (_, number) =>
        contributor.make(`${place.P}/blocks`, { title: `Note ${number}`, content: 'Words.', type: 'knowledge' }),
      ),
      ...Array.from({ length: 3 }, (_, number) =>
        importDocuments(place, [{ path: `f${number}.md`, content: `# F${number}\n\nText ${number}.` }]),
      ),
    ]);
    const after = await place.as('viewer').read<Project>(place.P);
    const applied = waiting.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
    expect((after.blockCounts.accepted ?? 0) - (before.blockCounts.accepted ?? 0)).toBe(applied + 10 + 3);
    expect(after.headRevision - before.headRevision).toBe(2 + 10 + 3);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
  });

  it('T8 words come back as they were sent: scripts of all kinds, directions, hidden characters, markup', async () => {
    const { place } = scenes;
    const texts = [
      'Ä ö ü ß — “quotes” … 日本語 العربية עברית',
      '👩‍👩‍👧‍👦 family, flag 🇪🇺, Z̸a̸l̸g̸o',
      'right-to-left \u202eoverride\u202c and zero\u200bwidth',
      '<script>alert(1)</script> & <img src=x onerror=alert(1)>',
      "'; DROP TABLE blocks; -- {{ $states.input }} {% $now() %} =cmd|' /C calc'!A0",
      'line\nline\r\nline\ttab',
    ];
    for (const content of texts) {
      const made = await place
        .as('contributor')
        .make<Block>(`${place.P}/blocks`, { title: content, content, type: 'knowledge' });
      const read = await place.as('viewer').read<Block>(`${place.P}/blocks/${made.id}`);
      expect(read.content).toBe(content);
      expect(read.title).toBe(content);
    }
  });
});

describe('agents', () => {
  it('S7 an agent reads the sessions of its workspace and what they work from, and writes nothing', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const agent = place.as('agent');
    const [artifact] = waiting.checkpoint.artifactIds;
    for (const path of [
      waiting.S,
      `${waiting.S}/status`,
      `${waiting.S}/bundle`,
      waiting.C,
      `${waiting.S}/artifacts/${artifact}`,
    ])
      expect([path, (await agent.get(path)).status]).toEqual([path, 200]);
    const writes = [
      [`${place.P}/blocks`, { title: 'x', content: 'x', type: 'knowledge' }],
      [`${place.P}/imports`, { documents: [{ path: 'x.md', content: '# X' }] }],
      [`${place.P}/work-sessions`, { taskIntent: 'x', taskType: 'research', agentType: 'research' }],
      [`${waiting.S}/cancel`, {}],
      [`${place.P}/agents`, { name: 'x', type: 'research' }],
    ] as const;
    for (const [path, body] of writes) {
      const refused = await agent.post(path, body);
      expect([path, refused.status, (refused.body as { code: string }).code]).toEqual([path, 403, 'forbidden']);
    }
    expect((await agent.put(`${place.W}/members/agent`, { role: 'owner', kind: 'person' })).status).toBe(403);
  });
});
