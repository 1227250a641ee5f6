import {
  approve,
  artifact,
  awaitReview,
  type ChainedEntry,
  eventually,
  importDocuments,
  openScenes,
  type Project,
  type Review,
  session,
  type TimelineEvent,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

/** Oldest first. */
const eventsOf = async (path: string): Promise<readonly TimelineEvent[]> =>
  (await scenes.place.as('viewer').list<TimelineEvent>(path)).toReversed();
const typesOf = (events: readonly TimelineEvent[]): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type !== 'session.turn_taken' && type !== 'session.staged');

describe('the timeline', () => {
  it('G18 a session tells everything that happened, in order, with who did it', async () => {
    const { place } = scenes;
    const planned = await workToReview(place, { approvalStrategy: 'checkpoint_required' });
    await approve(planned);
    const first = await awaitReview(planned, planned.checkpoint.id);
    await place.as('contributor').make(`${first.C}/comments`, { text: 'Looks good to me.' });
    const body = { digest: first.checkpoint.digest, feedback: 'Shorter.' };
    await place.as('reviewer2').make(`${first.C}/request-changes`, body);
    const second = await awaitReview(first, first.checkpoint.id);
    await approve(second);

    const events = await eventually('the end of the story', async () => {
      const listed = await eventsOf(`${second.S}/timeline`);
      return listed.some(({ type }) => type === 'session.approved') ? listed : undefined;
    });
    const story = typesOf(events).filter((type) => type !== 'iteration.begun');
    expect(story).toEqual([
      'session.created',
      'session.started',
      'checkpoint.opened',
      'checkpoint.approved',
      'checkpoint.opened',
      'comment.added',
      'checkpoint.changes_requested',
      'checkpoint.opened',
      'checkpoint.approved',
      'session.approved',
    ]);
    const actorOf = (type: string) => events.find((event) => event.type === type)?.actor;
    expect(actorOf('session.created')).toBe('contributor');
    expect(actorOf('checkpoint.changes_requested')).toBe('reviewer2');
    expect(actorOf('session.approved')).toBe('reviewer');
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    for (const { sessionId } of events) expect(sessionId).toBe(second.id);
  });

  it('G18 the project and the workspace tell the same events and more', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    await approve(waiting);
    const own = await eventsOf(`${waiting.S}/timeline`);
    for (const path of [`${place.P}/timeline`, `${place.W}/timeline`]) {
      const all = await eventually(`everything in ${path}`, async () => {
        const events = await eventsOf(path);
        const ids = new Set(events.map(({ id }) => id));
        return own.every(({ id }) => ids.has(id)) ? events : undefined;
      });
      expect(all.length).toBeGreaterThan(own.length);
      const mine = all.filter(({ sessionId }) => sessionId === waiting.id).map(({ type }) => type);
      expect([...mine].sort()).toEqual(own.map(({ type }) => type).sort());
    }
    const types = new Set((await eventsOf(`${place.W}/timeline`)).map(({ type }) => type));
    for (const type of [
      'workspace.created',
      'member.changed',
      'policy.changed',
      'project.created',
      'agent.created',
      'knowledge.imported',
    ])
      expect([type, types.has(type)]).toEqual([type, true]);
  });
});

describe('counters', () => {
  it('S11 artifacts, mutations and iterations are counted right at every stop', async () => {
    const { place } = scenes;
    const first = await workToReview(place, { taskIntent: 'When are refunds paid? Who answers an escalation?' });
    const proposed = first.artifacts.length;
    expect(await session(first)).toMatchObject({ artifactsCount: proposed, mutationsCount: 0, iterationsCount: 0 });
    const body = { digest: first.checkpoint.digest, feedback: 'Shorter.' };
    await place.as('reviewer').make(`${first.C}/request-changes`, body);
    const second = await awaitReview(first, first.checkpoint.id);
    expect(await session(second)).toMatchObject({ artifactsCount: proposed, mutationsCount: 0, iterationsCount: 1 });
    const { mutations } = await approve(second);
    const after = await session(second);
    expect(after).toMatchObject({ artifactsCount: proposed, mutationsCount: mutations.length, iterationsCount: 1 });
    expect(after.completedAt).toBeDefined();
    expect(after.updatedAt >= (after.completedAt ?? '')).toBe(true);
    expect(after.usage.turns).toBe((await place.as('viewer').list(`${second.S}/turns`)).length);
  });

  it('G3 the head revision of the project moves once for each review that changes something', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const before = await place.as('viewer').read<Project>(place.P);
    const review = await approve(waiting);
    const after = await place.as('viewer').read<Project>(place.P);
    expect(after.headRevision).toBe(before.headRevision + 1);
    expect(review.headRevision).toBe(after.headRevision);
    const made = review.mutations.filter(({ kind }) => kind === 'block_created').length;
    expect((after.blockCounts.accepted ?? 0) - (before.blockCounts.accepted ?? 0)).toBe(made);
  });
});

describe('the audit', () => {
  it('I8 every decision is one entry in the chain: approvals, rejections, send-backs and a person’s own edits', async () => {
    const place = await scenes.newPlace();
    await importDocuments(place);
    const rejected = await workToReview(place);
    await place.as('reviewer').make(`${rejected.C}/reject`, { digest: rejected.checkpoint.digest, reason: 'no' });
    const sentBack = await workToReview(place);
    const body = { digest: sentBack.checkpoint.digest, feedback: 'Shorter.' };
    await place.as('reviewer').make(`${sentBack.C}/request-changes`, body);
    const again = await awaitReview(sentBack, sentBack.checkpoint.id);
    const approved: Review = await approve(again);
    const entries = await place.as('viewer').list<ChainedEntry>(`${place.P}/audit`);
    const decisions = entries.filter(({ content }) => content.entry === 'decision').map(({ content }) => content);
    expect(decisions).toMatchObject([
      { kind: 'import', decidedBy: 'contributor' },
      { kind: 'review', quality: 'rejected', sessionId: rejected.id },
      { kind: 'review', quality: 'changes_requested', sessionId: sentBack.id },
      { kind: 'review', quality: 'approved', reviewId: approved.reviewId, digest: again.checkpoint.digest },
    ]);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({
      valid: true,
      entries: entries.length,
      headHash: entries.at(-1)?.hash,
    });
  });

  it('I1 G15 a mutation names the digest of exactly the bytes that were approved', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const { mutations } = await approve(waiting);
    const entries = await place.as('viewer').list<ChainedEntry>(`${place.P}/audit`);
    for (const mutation of mutations) {
      const entry = entries.find(({ content }) => content.id === mutation.id)?.content;
      const { content } = await artifact(waiting, mutation.artifactId ?? '');
      const block = await place
        .as('viewer')
        .read<{ content: string; contentDigest: string }>(`${place.P}/blocks/${mutation.targetId}`);
      expect(block.content).toBe(content);
      expect(entry?.after).toMatchObject({ contentDigest: block.contentDigest, state: 'accepted' });
    }
  });

  it('P2 the words of a decision are not in the chain, only their digest', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const feedback = 'These words can be erased some day.';
    await place.as('reviewer').make(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest, feedback });
    const audit = await place.as('viewer').list<ChainedEntry>(`${place.P}/audit`);
    expect(JSON.stringify(audit)).not.toContain(feedback);
    const [review] = await place.as('viewer').list<Record<string, unknown>>(`${waiting.S}/reviews`);
    expect(review?.feedback).toBe(feedback);
  });
});
