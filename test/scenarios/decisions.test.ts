import {
  type Artifact,
  artifact,
  type Block,
  type Checkpoint,
  everyVerdict,
  importDocuments,
  openScenes,
  type Problem,
  type Project,
  type Review,
  session,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
const twoQuestions = 'When are refunds paid? Who answers an escalation?';

describe('what a decision is bound to', () => {
  it('G4 a decision with another digest is refused with the current one, and nothing is decided', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    for (const digest of [`sha256:${'0'.repeat(64)}`, 'nonsense']) {
      const refused = await place.as('reviewer').post(`${waiting.C}/approve`, { digest });
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'content_changed', currentDigest: waiting.checkpoint.digest },
      });
    }
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'open' });
  });

  it('G4 a block that has moved since staging is a conflict that decides nothing; without its artifact the review goes through', async () => {
    const { place } = scenes;
    const blocks = await Promise.all(
      ['Opening hours', 'Parking'].map((title) =>
        place.as('contributor').make<Block>(`${place.P}/blocks`, {
          title,
          content: `${title}: in order to know, ask at the desk.`,
          type: 'knowledge',
        }),
      ),
    );
    const [moving, staying] = blocks;
    const task = {
      taskIntent: 'Update both blocks: replace “at the desk” with “by telephone”',
      taskType: 'update',
      context: { blockIds: blocks.map(({ id }) => id) },
    };
    const [mine, other] = await Promise.all([workToReview(place, task), workToReview(place, task)]);
    const ofMoving = ({ targetBlockId }: Artifact) => targetBlockId === moving?.id;
    const onlyMoving = Object.fromEntries(other.artifacts.map((one) => [one.id, ofMoving(one) ? 'apply' : 'reject']));
    await review(other, onlyMoving);

    const refused = await place.as('reviewer').post<Problem>(`${mine.C}/approve`, { digest: mine.checkpoint.digest });
    expect(refused).toMatchObject({ status: 409, body: { code: 'block_conflict' } });
    expect(JSON.stringify(refused.body.conflicts)).toContain(moving?.id);
    expect(JSON.stringify(refused.body.conflicts)).not.toContain(staying?.id);
    expect(await place.as('viewer').read<Checkpoint>(mine.C)).toMatchObject({ status: 'open', votes: [] });
    const conflicting = mine.artifacts.find(ofMoving);
    const shown = await artifact(mine, conflicting?.id ?? '');
    expect(shown.status).toBe('pending_review');

    const without = Object.fromEntries(mine.artifacts.map((one) => [one.id, ofMoving(one) ? 'reject' : 'apply']));
    expect(await review(mine, without)).toMatchObject({ status: 'applied', artifactsApplied: 1, artifactsRejected: 1 });
    const [first, second] = await Promise.all(
      blocks.map(({ id }) => place.as('viewer').read<Block>(`${place.P}/blocks/${id}`)),
    );
    expect([first?.version, second?.version]).toEqual([2, 2]);
  });
});

const review = (waiting: Waiting, verdicts: Record<string, string>): Promise<Review> =>
  waiting.place.as('reviewer').make<Review>(`${waiting.C}/review`, {
    digest: waiting.checkpoint.digest,
    quality: 'approved',
    verdicts,
  });

describe('who decides', () => {
  it('G6 who started the work can not decide on it, unless the policy says so', async () => {
    const task = { taskIntent: 'When are refunds paid?' };
    const waiting = await workToReview(scenes.place, task, 'reviewer');
    const { digest } = waiting.checkpoint;
    for (const [command, body] of [
      ['approve', { digest }],
      ['reject', { digest, reason: 'no' }],
      ['request-changes', { digest, feedback: 'more' }],
      ['review', { digest, quality: 'approved', verdicts: everyVerdict(waiting, 'apply') }],
    ] as const) {
      const refused = await scenes.place.as('reviewer').post(`${waiting.C}/${command}`, body);
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect((await scenes.place.as('reviewer2').post(`${waiting.C}/approve`, { digest })).status).toBe(200);

    const lenient = await scenes.newPlace({ selfApproval: 'allowed' });
    await importDocuments(lenient);
    const own = await workToReview(lenient, task, 'reviewer');
    const allowed = await lenient.as('reviewer').post(`${own.C}/approve`, { digest: own.checkpoint.digest });
    expect(allowed.status).toBe(200);
  });

  it('S7 agents never decide, whatever their role, nor do viewers and contributors', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place, {}, 'owner');
    const { digest } = waiting.checkpoint;
    for (const person of ['agent', 'viewer', 'contributor'] as const) {
      for (const [command, body] of [
        ['approve', { digest }],
        ['reject', { digest, reason: 'no' }],
        ['request-changes', { digest, feedback: 'more' }],
        ['review', { digest, quality: 'rejected' }],
      ] as const) {
        const refused = await place.as(person).post(`${waiting.C}/${command}`, body);
        expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    }
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'open', votes: [] });
  });

  it('G6 roles named by the policy decide, and no others', async () => {
    const place = await scenes.newPlace({ checkpointRoles: { final_approval: ['admin'] } });
    await importDocuments(place);
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    expect(waiting.checkpoint.policy.roles).toEqual(['admin']);
    for (const person of ['reviewer', 'owner'] as const)
      expect((await place.as(person).post(`${waiting.C}/approve`, { digest })).status).toBe(403);
    expect((await place.as('admin').post(`${waiting.C}/approve`, { digest })).status).toBe(200);
  });

  it('G6 with a quorum of two the first vote is shown and changes nothing, and an artifact applies only if both say so', async () => {
    const place = await scenes.newPlace({ quorum: 2 });
    await importDocuments(place);
    const waiting = await workToReview(place, { taskIntent: twoQuestions });
    const { digest } = waiting.checkpoint;
    const before = await place.as('viewer').read<Project>(place.P);
    const all = everyVerdict(waiting, 'apply');
    const [spared] = waiting.checkpoint.artifactIds;
    const body = { digest, quality: 'approved', verdicts: all };
    const first = await place.as('reviewer').post<Review>(`${waiting.C}/review`, body);
    expect(first).toMatchObject({ status: 200, body: { status: 'voted', artifactsApplied: 0, mutations: [] } });
    const again = await place.as('reviewer').post<Review>(`${waiting.C}/review`, body);
    expect(again).toMatchObject({ status: 200, body: first.body });
    const changed = await place.as('reviewer').post(`${waiting.C}/reject`, { digest, reason: 'on second thought' });
    expect(changed).toMatchObject({ status: 409, body: { code: 'already_decided' } });
    const between = await place.as('viewer').read<Checkpoint>(waiting.C);
    expect(between).toMatchObject({ status: 'open', policy: { quorum: 2 } });
    expect(between.votes).toMatchObject([{ principalId: 'reviewer', quality: 'approved' }]);
    expect((await place.as('viewer').read<Project>(place.P)).headRevision).toBe(before.headRevision);

    const verdicts = { ...all, [spared ?? '']: 'save_as_draft' };
    const second = await place.as('reviewer2').make<Review>(`${waiting.C}/review`, { ...body, verdicts });
    expect(second).toMatchObject({
      status: 'applied',
      artifactsApplied: waiting.artifacts.length - 1,
      artifactsSaved: 1,
    });
    expect((await artifact(waiting, spared ?? '')).status).toBe('saved_as_draft');
    const closed = await place.as('viewer').read<Checkpoint>(waiting.C);
    expect(closed.votes.map(({ principalId }) => principalId).sort()).toEqual(['reviewer', 'reviewer2']);
  });

  it('G6 with a quorum of two the first rejection closes the checkpoint', async () => {
    const place = await scenes.newPlace({ quorum: 2 });
    await importDocuments(place);
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    await place.as('reviewer').make(`${waiting.C}/approve`, { digest });
    const rejected = await place.as('reviewer2').make<Review>(`${waiting.C}/reject`, { digest, reason: 'veto' });
    expect(rejected).toMatchObject({ status: 'recorded', quality: 'rejected', artifactsApplied: 0 });
    expect(await session(waiting)).toMatchObject({ status: 'rejected', mutationsCount: 0 });
    const late = await place.as('admin').post(`${waiting.C}/approve`, { digest });
    expect(late).toMatchObject({ status: 409, body: { code: 'already_decided', decision: { quality: 'rejected' } } });
  });
});

describe('what a decision may say', () => {
  it('G1 approved verdicts name exactly the artifacts of the checkpoint; the others are refused one by one', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place, { taskIntent: twoQuestions });
    const { digest } = waiting.checkpoint;
    const [first] = waiting.checkpoint.artifactIds;
    const foreign = 'art_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const send = (body: unknown) => place.as('reviewer').post<Problem>(`${waiting.C}/review`, body);
    const refusals = [
      { digest, quality: 'approved', verdicts: {} },
      { digest, quality: 'approved' },
      { digest, quality: 'approved', verdicts: { [first ?? '']: 'apply' } },
      { digest, quality: 'approved', verdicts: { ...everyVerdict(waiting, 'apply'), [foreign]: 'apply' } },
      { digest, quality: 'approved', verdicts: everyVerdict(waiting, 'maybe') },
      { digest, quality: 'rejected', verdicts: everyVerdict(waiting, 'apply') },
      { digest, quality: 'changes_requested', verdicts: everyVerdict(waiting, 'save_as_draft'), feedback: 'x' },
      { digest, quality: 'splendid', verdicts: everyVerdict(waiting, 'apply') },
      { quality: 'rejected' },
    ];
    for (const body of refusals) {
      const refused = await send(body);
      expect({ body, status: refused.status, code: refused.body.code }).toEqual({
        body,
        status: 400,
        code: 'invalid_request',
      });
      expect(refused.body.errors?.length).toBeGreaterThan(0);
    }
    const rejected = await send({ digest, quality: 'rejected', verdicts: everyVerdict(waiting, 'reject') });
    expect(rejected).toMatchObject({ status: 200, body: { artifactsRejected: waiting.artifacts.length } });
  });

  it('G8 request-changes needs words, and names only artifacts of its checkpoint; reject needs a reason', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    for (const [command, body] of [
      ['request-changes', { digest }],
      ['request-changes', { digest, feedback: '  ' }],
      ['request-changes', { digest, feedback: 'x', artifactIds: ['art_01ARZ3NDEKTSV4RRFFQ69G5FAV'] }],
      ['request-changes', { digest, feedback: 'x', artifactIds: [] }],
      ['reject', { digest }],
      ['approve', {}],
    ] as const) {
      const refused = await place.as('reviewer').post(`${waiting.C}/${command}`, body);
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });

  it('G1 saving everything as draft approves the work and leaves the knowledge base as it is', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const before = await place.as('viewer').read<Project>(place.P);
    const answer = await review(waiting, everyVerdict(waiting, 'save_as_draft'));
    expect(answer).toMatchObject({ artifactsApplied: 0, artifactsSaved: waiting.artifacts.length, mutations: [] });
    expect((await place.as('viewer').read<Project>(place.P)).blockCounts).toEqual(before.blockCounts);
    expect(await session(waiting)).toMatchObject({ status: 'approved', mutationsCount: 0 });
  });
});

describe('a decision later', () => {
  it('G5 a second, different decision is refused with the winner, whoever sends it', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    const won = await place.as('reviewer').make<Review>(`${waiting.C}/approve`, { digest, feedback: 'Well done.' });
    const attempts = [
      ['reviewer', 'approve', { digest }],
      ['reviewer', 'approve', { digest, feedback: 'Well done!' }],
      ['reviewer', 'reject', { digest, reason: 'Well done.' }],
      ['reviewer', 'review', { digest, quality: 'approved', verdicts: everyVerdict(waiting, 'save_as_draft') }],
      [
        'reviewer',
        'review',
        { digest, quality: 'approved', verdicts: everyVerdict(waiting, 'save_as_draft'), feedback: 'Well done.' },
      ],
      ['reviewer2', 'approve', { digest, feedback: 'Well done.' }],
    ] as const;
    for (const [person, command, body] of attempts) {
      const refused = await place.as(person).post(`${waiting.C}/${command}`, body);
      expect(refused).toMatchObject({
        status: 409,
        body: {
          code: 'already_decided',
          decision: {
            reviewId: won.reviewId,
            quality: 'approved',
            decidedBy: 'reviewer',
            via: 'api',
            assurance: 'signed_in',
          },
        },
      });
    }
    const same = { digest, quality: 'approved', verdicts: everyVerdict(waiting, 'apply'), feedback: 'Well done.' };
    expect(await place.as('reviewer').make(`${waiting.C}/review`, same)).toEqual(won);
    const shown = await place.as('viewer').read<Record<string, unknown>>(`${place.P}/reviews/${won.reviewId}`);
    expect(shown).toMatchObject({ ...won, decidedBy: 'reviewer', feedback: 'Well done.' });
  });
});
