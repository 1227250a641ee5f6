import {
  approve,
  artifact,
  awaitReview,
  type Checkpoint,
  createWork,
  importDocuments,
  openScenes,
  type Project,
  type Review,
  session,
  startWork,
  type Work,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

const cancel = (work: Work, reason = 'no longer needed') =>
  work.place.as('contributor').post(`${work.S}/cancel`, { reason });

describe('rejecting', () => {
  it('G1 a rejected review applies nothing and ends the session', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const before = await place.as('viewer').read<Project>(place.P);
    const body = { digest: waiting.checkpoint.digest, reason: 'Not what was asked.' };
    const review = await place.as('reviewer').make<Review>(`${waiting.C}/reject`, body);
    expect(review).toMatchObject({
      status: 'recorded',
      quality: 'rejected',
      artifactsApplied: 0,
      artifactsRejected: waiting.artifacts.length,
      mutations: [],
    });
    expect(await session(waiting)).toMatchObject({ status: 'rejected', mutationsCount: 0 });
    for (const { id } of waiting.artifacts) {
      const after = await artifact(waiting, id);
      expect(after.status).toBe('rejected');
      expect(after.becomesBlockId).toBeUndefined();
    }
    const after = await place.as('viewer').read<Project>(place.P);
    expect(after.blockCounts).toEqual(before.blockCounts);
  });

  it('S1 a session that has ended can be neither executed, cancelled nor retried', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    await approve(waiting);
    for (const command of ['execute', 'cancel', 'retry']) {
      const refused = await place.as('contributor').post(`${waiting.S}/${command}`);
      expect(refused).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'approved' } });
    }
  });
});

describe('cancelling', () => {
  it('S1 a session that has not begun is cancelled and does not begin', async () => {
    const work = await createWork(scenes.place);
    const answer = await cancel(work);
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    const late = await scenes.place.as('contributor').post(`${work.S}/execute`);
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'cancelled' } });
  });

  it('S1 a session that has just started is cancelled and stays so', async () => {
    const work = await startWork(scenes.place);
    const answer = await cancel(work);
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    // Work of the same agent that comes later is done: whatever was under way has met the cancellation.
    await workToReview(scenes.place);
    const after = await session(work);
    expect(after).toMatchObject({ status: 'cancelled', mutationsCount: 0 });
    expect(after.openCheckpointId).toBeUndefined();
  });

  it('I3 cancelling while a person is asked withdraws the checkpoint, and a decision on it then finds it withdrawn', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const answer = await cancel(waiting);
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'withdrawn' });
    const late = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'withdrawn' } });
    const again = await cancel(waiting);
    expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict', currentStatus: 'cancelled' } });
  });

  it('I3 of an approval and a cancellation at the same moment one wins, and the other is told so', async () => {
    const { place } = scenes;
    for (let round = 1; round <= 3; round += 1) {
      const waiting = await workToReview(place);
      const [decided, cancelled] = await Promise.all([
        place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest }),
        cancel(waiting),
      ]);
      const after = await session(waiting);
      expect([decided.status, cancelled.status].sort()).toEqual(decided.status === 200 ? [200, 409] : [202, 409]);
      expect(after.status).toBe(decided.status === 200 ? 'approved' : 'cancelled');
      expect(after.mutationsCount > 0).toBe(decided.status === 200);
    }
  });
});

describe('limits', () => {
  it('S6 work that reaches its turns asks a person whether to go on, and says why', async () => {
    const { place } = scenes;
    const limited = await workToReview(place, {
      approvalStrategy: 'checkpoint_required',
      limits: { maxTurns: 1 },
    });
    expect(limited.checkpoint.checkpointType).toBe('plan_approval');
    await approve(limited);
    const stopped = await awaitReview(limited, limited.checkpoint.id);
    expect(stopped.checkpoint.checkpointType).toBe('mid_work_review');
    expect(stopped.checkpoint.reason).toContain('Limit reached');
    await approve(stopped);
    const waiting = await awaitReview(stopped, stopped.checkpoint.id);
    expect(waiting.checkpoint.checkpointType).toBe('artifact_review');
    await approve(waiting);
    expect((await session(waiting)).status).toBe('approved');
  });
});
