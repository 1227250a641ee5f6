import {
  approve,
  type BlockSummary,
  createWork,
  type InboxItem,
  importDocuments,
  openScenes,
  type Page,
  type Problem,
  type Session,
  workToReview,
} from '../support/scenario/index.ts';

const sections = Array.from({ length: 23 }, (_, number) => `## Section ${number}\n\nText of section ${number}.`);
const scenes = openScenes(async (place) => {
  await importDocuments(place, [{ path: 'many.md', content: `# Many\n\nAll of them.\n\n${sections.join('\n\n')}` }]);
});

describe('pages of a list', () => {
  it('A1 a list is walked to its end page by page: everything once, newest first', async () => {
    const { place } = scenes;
    const viewer = place.as('viewer');
    const whole = await viewer.read<Page<BlockSummary>>(`${place.P}/blocks?limit=100`);
    expect(whole.nextCursor).toBeNull();
    expect(whole.items.length).toBeGreaterThanOrEqual(sections.length);
    for (const limit of [1, 7, whole.items.length]) {
      const walked: string[] = [];
      let cursor = '';
      do {
        const page = await viewer.read<Page<BlockSummary>>(`${place.P}/blocks?limit=${limit}${cursor}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        walked.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
      } while (cursor !== '');
      expect(walked).toEqual(whole.items.map(({ id }) => id));
    }
    for (const item of whole.items) {
      expect(item).not.toHaveProperty('content');
      expect(typeof item.excerpt).toBe('string');
      expect(item.sizeBytes).toBeGreaterThan(0);
    }
  });

  it('A1 the size of a page is 1 to 100', async () => {
    const { place } = scenes;
    for (const limit of ['0', '101', '-1', '1.5', 'ten', '']) {
      const answer = await place.as('viewer').get(`${place.P}/blocks?limit=${limit}`);
      expect([limit, answer.status, (answer.body as Problem).code]).toEqual([limit, 400, 'invalid_request']);
    }
  });

  it('T8 cursors that are forged, edited, of another query, list or person are malformed_request', async () => {
    const { place } = scenes;
    const viewer = place.as('viewer');
    const { nextCursor } = await viewer.read<Page<BlockSummary>>(`${place.P}/blocks?limit=3`);
    const good = nextCursor ?? '';
    expect((await viewer.get(`${place.P}/blocks?limit=9&cursor=${encodeURIComponent(good)}`)).status).toBe(200);
    const half = Math.floor(good.length / 2);
    const flipped = `${good.slice(0, half)}${good[half] === 'A' ? 'B' : 'A'}${good.slice(half + 1)}`;
    const paths = [
      `${place.P}/blocks?cursor=nonsense`,
      `${place.P}/blocks?cursor=${encodeURIComponent(flipped)}`,
      `${place.P}/blocks?cursor=${encodeURIComponent(`${good}x`)}`,
      `${place.P}/blocks?state=accepted&cursor=${encodeURIComponent(good)}`,
      `${place.P}/documents?cursor=${encodeURIComponent(good)}`,
      `${place.P}/work-sessions?cursor=${encodeURIComponent(good)}`,
    ];
    for (const path of paths) {
      const answer = await viewer.get<Problem>(path);
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'malformed_request']);
    }
    const stolen = await place
      .as('reviewer')
      .get<Problem>(`${place.P}/blocks?limit=3&cursor=${encodeURIComponent(good)}`);
    expect(stolen).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  it('a cursor shows the list as it was, or says to start again; never a mixture', async () => {
    const { place } = scenes;
    const viewer = place.as('viewer');
    const whole = await viewer.list<BlockSummary>(`${place.P}/blocks`);
    const first = await viewer.read<Page<BlockSummary>>(`${place.P}/blocks?limit=5`);
    await place.as('contributor').make(`${place.P}/blocks`, { title: 'Later', content: 'Later.', type: 'knowledge' });
    const next = await viewer.get<Page<BlockSummary> & Problem>(
      `${place.P}/blocks?limit=100&cursor=${encodeURIComponent(first.nextCursor ?? '')}`,
    );
    if (next.status === 200) {
      const walked = [...first.items, ...next.body.items].map(({ id }) => id);
      expect(walked).toEqual(whole.map(({ id }) => id));
    } else {
      expect(next).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
      expect(next.body.detail).toContain('start again');
    }
  });

  it('A1 blocks are found by state, type and words', async () => {
    const { place } = scenes;
    const made = await place.as('contributor').make<{ id: string }>(`${place.P}/blocks`, {
      title: 'A decision on bicycles',
      content: 'Bicycles stand in the yard.',
      type: 'decision',
    });
    await place.as('contributor').make(`${place.P}/blocks/${made.id}/lock`);
    const idsOf = async (query: string) =>
      (await place.as('viewer').list<BlockSummary>(`${place.P}/blocks?${query}`)).map(({ id }) => id);
    expect(await idsOf('state=locked')).toEqual([made.id]);
    expect(await idsOf('type=decision')).toEqual([made.id]);
    expect(await idsOf('query=bicycles')).toEqual([made.id]);
    expect(await idsOf('state=locked&type=knowledge')).toEqual([]);
    const wrong = await place.as('viewer').get(`${place.P}/blocks?state=purple`);
    expect(wrong).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('lists of work', () => {
  it('S1 sessions are listed newest first and by status', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place, { taskIntent: 'What is in section 7?' });
    const idle = await createWork(place, { taskIntent: 'What is in section 8?' });
    const all = await place.as('viewer').list<Session>(`${place.P}/work-sessions`);
    expect(all.map(({ id }) => id).slice(0, 2)).toEqual([idle.id, waiting.id]);
    const listed = await place.as('viewer').list<Session>(`${place.P}/work-sessions?status=pending_review`);
    expect(listed.map(({ id }) => id)).toContain(waiting.id);
    expect(listed.map(({ id }) => id)).not.toContain(idle.id);
  });

  it('N4 the inbox holds what waits on me, not on who started it, and lets go of what is decided', async () => {
    const place = await scenes.newPlace();
    const waiting = await workToReview(place, { taskIntent: 'What is in section 7?' }, 'reviewer');
    const inboxOf = (person: 'reviewer' | 'reviewer2' | 'viewer' | 'contributor') =>
      place.as(person).list<InboxItem>(`${place.W}/inbox`);
    expect(await inboxOf('reviewer2')).toMatchObject([
      { checkpointId: waiting.checkpoint.id, sessionId: waiting.id, title: 'What is in section 7?' },
    ]);
    for (const person of ['reviewer', 'viewer', 'contributor'] as const) expect(await inboxOf(person)).toEqual([]);
    await place.as('reviewer2').make(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(await inboxOf('reviewer2')).toEqual([]);
  });

  it('S1 a session names an agent of its own project that is active', async () => {
    const { place } = scenes;
    const request = { taskIntent: 'x', taskType: 'research' };
    const contributor = place.as('contributor');
    const refusals = [
      request,
      { ...request, agentType: 'external' },
      { ...request, agentProfileId: 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
      { ...request, agentType: 'painting' },
      { ...request, agentType: 'research', taskType: 'guessing' },
      { ...request, agentType: 'research', limits: { maxTurns: 0 } },
    ];
    for (const body of refusals) {
      const answer = await contributor.post<Problem>(`${place.P}/work-sessions`, body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'invalid_request']);
    }
  });
});

describe('knowledge by hand', () => {
  it('I1 a person who writes, locks, unlocks and retracts a block decides it, and the audit says so each time', async () => {
    const { place } = scenes;
    const contributor = place.as('contributor');
    const { id } = await contributor.make<{ id: string }>(`${place.P}/blocks`, {
      title: 'By hand',
      content: 'Mine.',
      type: 'knowledge',
    });
    const states: string[] = [];
    for (const command of ['lock', 'unlock', 'retract'])
      states.push(
        (await contributor.make<{ state: string }>(`${place.P}/blocks/${id}/${command}`, { reason: 'because' })).state,
      );
    expect(states).toEqual(['locked', 'accepted', 'retracted']);
    const again = await contributor.post(`${place.P}/blocks/${id}/retract`);
    expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'retracted' } });
    const entries = await place.as('viewer').list<{ content: Record<string, unknown> }>(`${place.P}/audit`);
    const mine = entries.map(({ content }) => content).filter(({ targetId }) => targetId === id);
    expect(mine.map(({ kind }) => kind)).toEqual([
      'block_created',
      'block_locked',
      'block_unlocked',
      'block_retracted',
    ]);
    for (const { reviewId } of mine) {
      const decision = entries.find(({ content }) => content.entry === 'decision' && content.reviewId === reviewId);
      expect(decision?.content).toMatchObject({ kind: 'edit', decidedBy: 'contributor' });
    }
  });

  it('S1 agents can be listed, read and edited, and an agent that is not active takes no sessions', async () => {
    const place = await scenes.newPlace();
    const [content] = (await place.as('viewer').list<{ id: string; type: string }>(`${place.P}/agents`)).filter(
      ({ type }) => type === 'content',
    );
    const path = `${place.P}/agents/${content?.id}`;
    expect(await place.as('admin').patch(path, { isActive: false })).toMatchObject({
      status: 200,
      body: { isActive: false },
    });
    const refused = await place
      .as('contributor')
      .post(`${place.P}/work-sessions`, { taskIntent: 'x', taskType: 'composition', agentProfileId: content?.id });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await approve(await workToReview(place))).toMatchObject({ quality: 'approved' });
  });
});
