import {
  type Artifact,
  approve,
  artifact,
  awaitReview,
  type Checkpoint,
  type Iteration,
  importDocuments,
  openScenes,
  type Review,
  session,
  type Turn,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
const twoQuestions = 'When are refunds paid? Who answers an escalation?';

const sendBack = (waiting: Waiting, feedback: string, artifactIds?: readonly string[]): Promise<Review> =>
  waiting.place.as('reviewer').make<Review>(`${waiting.C}/request-changes`, {
    digest: waiting.checkpoint.digest,
    feedback,
    ...(artifactIds === undefined ? {} : { artifactIds }),
  });

describe('requesting changes', () => {
  it('G8 the named artifacts come back revised at a new checkpoint; the others keep their revision and stand in it again', async () => {
    const { place } = scenes;
    const first = await workToReview(place, { taskIntent: twoQuestions });
    expect(first.artifacts.length).toBeGreaterThan(1);
    const [sent, ...kept] = first.artifacts;
    const answer = await sendBack(first, 'Please make it shorter.', [sent?.id ?? '']);
    expect(answer).toMatchObject({
      status: 'recorded',
      quality: 'changes_requested',
      artifactsApplied: 0,
      mutations: [],
    });

    const second = await awaitReview(first, first.checkpoint.id);
    expect(second.checkpoint).toMatchObject({ sequence: 2, status: 'open' });
    expect(second.checkpoint.digest).not.toBe(first.checkpoint.digest);
    expect([...second.checkpoint.artifactIds].sort()).toEqual([...first.checkpoint.artifactIds].sort());
    const revised = second.artifacts.find(({ id }) => id === sent?.id);
    expect(revised).toMatchObject({ revision: 2, status: 'pending_review' });
    expect(revised?.contentDigest).not.toBe(sent?.contentDigest);
    for (const { id, contentDigest } of kept)
      expect(second.artifacts.find((one) => one.id === id)).toMatchObject({ revision: 1, contentDigest });

    const former = await place.as('viewer').read<Checkpoint>(first.C);
    expect(former).toMatchObject({ status: 'changes_requested', decidedBy: 'reviewer' });
    expect(await approve(second)).toMatchObject({ artifactsApplied: first.artifacts.length });
    expect(await session(second)).toMatchObject({ status: 'approved', iterationsCount: 1 });
  });

  it('G8 without names everything goes back, and the iteration says who asked for what', async () => {
    const { place } = scenes;
    const first = await workToReview(place, { taskIntent: twoQuestions });
    await sendBack(first, 'Add something about weekends.');
    const second = await awaitReview(first, first.checkpoint.id);
    for (const { revision } of second.artifacts) expect(revision).toBe(2);
    const iterations = await place.as('viewer').list<Iteration>(`${second.S}/iterations`);
    expect(iterations).toMatchObject([
      {
        number: 1,
        trigger: 'reviewer_feedback',
        checkpointId: first.checkpoint.id,
        feedback: 'Add something about weekends.',
        requestedBy: 'reviewer',
      },
    ]);
    expect([...(iterations[0]?.artifactIds ?? [])].sort()).toEqual([...first.checkpoint.artifactIds].sort());
  });

  it('S8 feedback is verbatim in the input of the turn that revises', async () => {
    const { place } = scenes;
    const feedback = 'Shorter, and mention “order number” — <b>not</b> & “escalation”.\nSecond line.';
    const first = await workToReview(place);
    await sendBack(first, feedback);
    await awaitReview(first, first.checkpoint.id);
    const turns = await place.as('viewer').list<Turn>(`${first.S}/turns`);
    expect(turns.map(({ number }) => number)).toEqual(turns.map((_, index) => turns.length - index));
    const [last] = turns;
    expect(textsOf(last?.input).some((text) => text.includes(feedback))).toBe(true);
    expect(new Set(turns.map(({ model }) => model)).size).toBe(1);
  });

  it('I5 a decision on the checkpoint before the revision is refused with its outcome', async () => {
    const { place } = scenes;
    const first = await workToReview(place);
    await sendBack(first, 'Shorter.');
    const second = await awaitReview(first, first.checkpoint.id);
    const late = await place.as('reviewer2').post(`${first.C}/approve`, { digest: first.checkpoint.digest });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'already_decided', decision: { quality: 'changes_requested' } },
    });
    const wrong = await place.as('reviewer2').post(`${second.C}/approve`, { digest: first.checkpoint.digest });
    expect(wrong).toMatchObject({
      status: 409,
      body: { code: 'content_changed', currentDigest: second.checkpoint.digest },
    });
  });

  it('G7 every revision of an artifact stays readable, newest first', async () => {
    const { place } = scenes;
    const first = await workToReview(place);
    const [before] = first.artifacts;
    await sendBack(first, 'Shorter.');
    const second = await awaitReview(first, first.checkpoint.id);
    const revisions = await place.as('viewer').list<Artifact>(`${second.S}/artifacts/${before?.id}/revisions`);
    expect(revisions.map(({ revision }) => revision)).toEqual([2, 1]);
    expect(revisions[1]?.content).toBe(before?.content);
    expect(revisions[0]?.content).toBe((await artifact(second, before?.id ?? '')).content);
  });

  it('S8 a plan that is sent back returns as another plan, which an approval then lets the agent carry out', async () => {
    const { place } = scenes;
    const planned = await workToReview(place, { approvalStrategy: 'checkpoint_required' });
    await sendBack(planned, 'Focus on escalation.');
    const again = await awaitReview(planned, planned.checkpoint.id);
    expect(again.checkpoint).toMatchObject({ checkpointType: 'plan_approval', sequence: 2 });
    expect(again.checkpoint.content).not.toBe(planned.checkpoint.content);
    await approve(again);
    const waiting = await awaitReview(again, again.checkpoint.id);
    expect(waiting.checkpoint.checkpointType).toBe('artifact_review');
  });
});

describe('comments', () => {
  it('G8 a comment reaches the agent with its next turn, verbatim, and decides nothing', async () => {
    const { place } = scenes;
    const first = await workToReview(place);
    const text = 'By the way: “weekends” do not count as working days.';
    const commented = await place.as('contributor').post(`${first.C}/comments`, { text });
    expect(commented.status).toBe(201);
    const still = await place.as('viewer').read<Checkpoint>(first.C);
    expect(still).toMatchObject({ status: 'open', digest: first.checkpoint.digest, votes: [] });
    await sendBack(first, 'See the comment.');
    await awaitReview(first, first.checkpoint.id);
    const [last] = await place.as('viewer').list<Turn>(`${first.S}/turns`);
    expect(textsOf(last?.input).some((one) => one.includes(text))).toBe(true);
  });

  it('G8 viewers and agents can not comment, and nobody can once the session has ended', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    for (const person of ['viewer', 'agent'] as const) {
      const refused = await place.as(person).post(`${waiting.C}/comments`, { text: 'Hello' });
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    await approve(waiting);
    const late = await place.as('contributor').post(`${waiting.C}/comments`, { text: 'Too late' });
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'approved' } });
  });
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsOf);
}
