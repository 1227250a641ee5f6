import {
  approve,
  awaitReview,
  awaitState,
  createWork,
  importDocuments,
  openScenes,
  type Session,
  session,
  startWork,
} from '../support/scenario/index.ts';

const scenes = openScenes();

describe('one slot for agents', () => {
  it('S2 sessions beyond the limit are all admitted, each once; waiting for a person holds no slot', async () => {
    const place = await scenes.newPlace({ concurrency: 1 });
    await importDocuments(place);
    const intents = [
      'When are refunds paid?',
      'Who answers escalations?',
      'What are digital goods?',
      'When is support open?',
      'Which card is charged?',
    ];
    const all = await Promise.all(intents.map((taskIntent) => startWork(place, { taskIntent })));
    for (const work of all) await awaitReview(work);
    const events = await Promise.all(
      all.map((work) => place.as('viewer').list<{ type: string; at: string }>(`${work.S}/timeline`)),
    );
    for (const list of events) expect(list.filter(({ type }) => type === 'session.started')).toHaveLength(1);
  });

  it('S2 the queue is taken in its order', async () => {
    const place = await scenes.newPlace({ concurrency: 1 });
    await importDocuments(place);
    const all = [];
    for (let number = 1; number <= 4; number += 1)
      all.push(await createWork(place, { taskIntent: `Question ${number}: when are refunds paid?` }));
    for (const work of all) await place.as('contributor').make(`${work.S}/execute`);
    for (const work of all) await awaitReview(work);
    const started = await Promise.all(all.map(async (work) => (await session(work)).startedAt ?? ''));
    expect(started).toEqual([...started].sort());
  });

  it('S2 a session that waits in the queue can be cancelled, and the others go on', async () => {
    const place = await scenes.newPlace({ concurrency: 1 });
    await importDocuments(place);
    const [first, second, third] = await Promise.all([startWork(place), startWork(place), startWork(place)]);
    const answer = await place.as('contributor').post<Session>(`${second.S}/cancel`);
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    for (const work of [first, third]) await awaitReview(work);
    expect((await session(second)).status).toBe('cancelled');
  });

  it('S2 one workspace that is full holds up no other', async () => {
    const [busy, other] = await Promise.all([scenes.newPlace({ concurrency: 1 }), scenes.newPlace({ concurrency: 1 })]);
    await Promise.all([importDocuments(busy), importDocuments(other)]);
    const backlog = await Promise.all(Array.from({ length: 6 }, () => startWork(busy)));
    const waiting = await awaitReview(await startWork(other));
    await approve(waiting);
    for (const work of backlog) await awaitState(work, 'pending_review');
  });

  it('S2 executing twice starts once', async () => {
    const work = await createWork(scenes.place);
    const send = () => scenes.place.as('contributor').post(`${work.S}/execute`);
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    await awaitReview(work);
    const events = await scenes.place.as('viewer').list<{ type: string }>(`${work.S}/timeline`);
    expect(events.filter(({ type }) => type === 'session.started')).toHaveLength(1);
  });
});
