import {
  importDocuments,
  openScenes,
  type Problem,
  type Project,
  type Review,
  session,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

const deciders = ['owner', 'admin', 'reviewer', 'reviewer2'] as const;

describe('many decisions at once', () => {
  it('G5 of 40 different decisions by four people exactly one wins, and every loser is told of the same winner', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const before = await place.as('viewer').read<Project>(place.P);
    const { digest } = waiting.checkpoint;
    const attempts = Array.from({ length: 40 }, (_, number) => ({
      person: deciders[number % deciders.length] ?? 'reviewer',
      address: `${waiting.C}/${number < 20 ? 'approve' : 'reject'}`,
      body: number < 20 ? { digest, feedback: `Yes, says ${number}` } : { digest, reason: `No, says ${number}` },
    }));
    const answers = await Promise.all(
      attempts.map(({ person, address, body }) => place.as(person).post<Review & Problem>(address, body)),
    );

    const won = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(won).toHaveLength(1);
    const winner = won[0] ?? 0;
    const review = answers[winner]?.body;
    const decidedBy = attempts[winner]?.person;
    const quality = winner < 20 ? 'approved' : 'rejected';
    answers.forEach((answer, index) => {
      if (index === winner) return;
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'already_decided', decision: { reviewId: review?.reviewId, decidedBy, quality, via: 'api' } },
      });
    });

    const after = await place.as('viewer').read<Project>(place.P);
    const applied = quality === 'approved' ? waiting.artifacts.length : 0;
    expect((after.blockCounts.accepted ?? 0) - (before.blockCounts.accepted ?? 0)).toBe(applied);
    expect((await session(waiting)).status).toBe(quality);
    const { address, body } = attempts[winner] ?? { address: '', body: {} };
    const repeated = await place.as(decidedBy).post(address, body);
    expect([repeated.status, repeated.text]).toEqual([200, answers[winner]?.text]);
  });

  it('G5 the same decision sent 20 times at once is decided once and answered 20 times alike', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place, { taskIntent: 'Who answers escalations?' });
    const send = () => place.as('reviewer').post<Review>(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await place.as('viewer').list(`${waiting.S}/reviews`)).toHaveLength(1);
  });

  it('G3 I2 sessions that are approved at the same moment all apply, each exactly once', async () => {
    const { place } = scenes;
    const questions = [
      'When does support answer?',
      'What needs an order number?',
      'Which card is charged?',
      'What are digital goods?',
    ];
    const all = await Promise.all(questions.map((taskIntent) => workToReview(place, { taskIntent })));
    const before = await place.as('viewer').read<Project>(place.P);
    const reviews = await Promise.all(
      all.map((waiting) =>
        place.as('reviewer').make<Review>(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest }),
      ),
    );
    const applied = reviews.reduce((sum, review) => sum + review.mutations.length, 0);
    expect(applied).toBe(all.reduce((sum, { artifacts }) => sum + artifacts.length, 0));
    const after = await place.as('viewer').read<Project>(place.P);
    expect((after.blockCounts.accepted ?? 0) - (before.blockCounts.accepted ?? 0)).toBe(applied);
    expect(new Set(reviews.map(({ headRevision }) => headRevision)).size).toBe(reviews.length);
    expect(await place.as('viewer').read(`${place.P}/audit/verify`)).toMatchObject({ valid: true });
  });
});
